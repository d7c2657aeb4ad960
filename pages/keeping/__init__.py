"""Forms to keep records, made from their declarations (``records.py``), and the pages that use them.

How to use the forms for any kind of record::

    form = RecordForm.opened("organisation", ("name", "kind", "country"), row)      # shows what the record says
    form = RecordForm.sent("organisation", names, request.POST, row=row)            # what a person typed
    if form.is_valid():
        outcome = form.save(actor=request.user)                                     # or form.look(…): saves nothing
    {% include "keeping/form_fields.html" with form=form %}                          # draws it, with its errors

``RecordForm.sent`` without a row is the form of a new record. ``save`` returns an ``Outcome`` of ``changes.apply``, or
None if the change was refused; the form then has each error at its field or row, and each conflict with the three
values (seen, now, wanted). A form is always drawn from typed texts, so nothing typed is lost.

``boxes.py``: one value of a record as form fields, and back. ``searched.py``: a reference that is searched or made on
the spot. ``lists.py``: the rows of a record. ``forms.py``: a section of a record. ``sections.py``: which fields are
edited together. ``drafts.py``: what a person typed and did not save yet.
"""
