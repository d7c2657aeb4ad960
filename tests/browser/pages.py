"""The pages that the browser tests walk through, each with the status that it answers."""

PAGES = {
    "/": 200,
    "/?status=ongoing&council=MR-S": 200,
    "/?search=nothing+like+this": 200,
    "/projects/": 200,
    "/projects/?ordering=-budget_dkk&council=MR-J%C3%84M%2BMR-NARKO&starts_after=2003-06": 200,
    "/projects/?status=ongoing&search=nothing+like+this": 200,
    "/projects/?status=banana&typo=1&starts_after=206": 400,
    "/projects/DOK8-C07/": 200,
    "/projects/DOK8-O05/": 200,
    "/allocations/": 200,
    "/allocations/?budget_stated=false": 200,
    "/reports/annex/": 200,
    "/reports/annex/?status=ongoing&search=nothing+like+this": 200,
    "/api/v1/docs/": 200,
    "/no-such-page/": 404,
    "/projects/?page=9": 400,
}
