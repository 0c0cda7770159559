"""What is written on a time sheet outside litigation, by kind of matter and task code."""

from adapters.embedded.demo.sheets import Sheet, sheets

__all__ = ["ANY", "SHEETS"]

ANY = {
    "clause": (
        "the field-of-use restriction",
        "the indemnity",
        "the audit right",
        "the sublicensing clause",
        "the termination for convenience",
        "the warranty disclaimer",
    ),
    "class": ("Class 9", "Class 25", "Class 30", "Class 35", "Class 42"),
    "defect": (
        "the unreleased mortgage",
        "the easement of record",
        "the encroachment on the east line",
        "the mechanics lien claim",
        "the survey exceptions",
    ),
    "term": (
        "the operating-expense pass-through",
        "the tenant improvement allowance",
        "the exclusivity covenant",
        "the renewal option",
        "the assignment clause",
        "the personal guaranty",
    ),
    "asset": (
        "the brokerage account",
        "the lake house",
        "the closely held shares",
        "the life insurance proceeds",
        "the retirement accounts",
        "the coin collection",
    ),
    "gift": (
        "the specific bequests",
        "the charitable remainder",
        "the residuary clause",
        "the spendthrift provisions",
        "the successor trustee provisions",
        "the guardianship nominations",
    ),
}

_BRAND = """\
C100
A106 Interview {client}'s product team about first use of {mark}
A104 Collect specimens and dates of use of {mark} in {class}
C200
A102 Research descriptiveness and likelihood of confusion for {mark} in {class}
A104 Review search report on {mark}; assess senior marks
C300
A106 Advise {client} on availability and registrability of {mark}
A103 Draft opinion memorandum on use of {mark} for the new product line
A105 Conference on identification of goods and prosecution strategy for {mark}
C400
A107 Correspond with {counsel} on coexistence terms for {mark}
A108 Telephone conference with examining attorney on office action
P100
A110 Docket deadlines and assemble filing receipts for {mark}
P400
A103 Draft application for {mark} in {class}
A103 Draft response to office action refusing {mark} in {class}
A103 Prepare cease-and-desist letter concerning {mark}
A103 Draft notice of opposition against confusingly similar mark
P600
A110 Record assignment of {mark} and confirm recordation
A103 Prepare statement of use and specimens for {mark}
"""

_LICENSE = """\
C200
A102 Research licensee estoppel and {clause}
C300
A106 Call with {client} on licensing strategy and royalty structure for {mark}
A106 Advise {client} on exclusivity and {clause}
P200
A104 Review chain of title and prior assignments for {mark}
A104 Review third-party licenses for {clause}
P300
A101 Outline structure of license and field of use for {mark}
A105 Conference on quality control, brand guidelines and {clause}
P400
A103 Draft license agreement for {mark}, with attention to {clause}
A103 Draft term sheet for license of {mark}
P500
A103 Revise {clause} following comments from {counsel}
A107 Negotiate {clause} with {counsel}
A104 Review counterparty's mark-up of license agreement
P600
A103 Prepare execution copies and closing set for license of {mark}
P700
A106 Advise {client} on first royalty statement under license of {mark}
"""

_SITE = """\
P100
A110 Open file for {place}; calendar contingency dates
A110 Maintain checklist of open items for {place}
P200
A104 Review survey and zoning report for {place}
A106 Call with {client} on due diligence findings for {place}
P500
A107 Correspond with {counsel} on open points for {place}
"""

_LEASE = """\
C300
A106 Advise {client} on {term} and market position
P200
A104 Abstract existing leases at {place}
P300
A105 Conference on negotiation priorities, {term} first among them
P400
A103 Draft lease for {place}, with attention to {term}
A103 Prepare letter of intent for {place}
P500
A107 Negotiate {term} with {counsel}
A103 Revise lease for {place} to reflect agreed position on {term}
A104 Review {counsel}'s mark-up of lease; list points for {client}
P600
A103 Prepare memorandum of lease and execution copies for {place}
A104 Review estoppel certificate and subordination agreement for {place}
"""

_PURCHASE = """\
P200
A104 Review title commitment for {place}; note {defect}
A108 Order payoff letters and tax searches for {place}
A104 Review environmental report on {place}
P300
A106 Advise {client} on deal structure and inspection contingency
A105 Conference on financing contingency and closing timetable
P400
A103 Draft purchase and sale agreement for {place}
A103 Draft title objection letter on {defect}
P500
A103 Revise purchase and sale agreement following comments from {counsel}
A107 Negotiate cure of {defect} with {counsel}
P600
A103 Prepare closing statement and deed for {place}
A109 Attend closing on {place}
A108 Coordinate escrow instructions with title company for {place}
P700
A110 Assemble closing binder for {place}; forward recorded documents
A108 Follow up on recorded release of {defect}
"""

_REFINANCE = """\
P200
A104 Review title commitment for {place}; note {defect}
A108 Order payoff letter from existing lender on {place}
P300
A106 Advise {client} on prepayment premium and reserve requirements
P400
A103 Draft loan opinion and borrower's certificates
A104 Review draft loan agreement and mortgage on {place}
P500
A107 Negotiate guaranty carve-outs with {counsel}
A104 Review lender's comments on {defect}
P600
A109 Attend loan closing on {place}
A103 Prepare authority documents and closing certificates
P700
A108 Confirm recording of mortgage and release of prior lien on {place}
"""

_ZONING = """\
C200
A102 Research zoning classification and permitted use of {place}
A102 Research standards for variation and precedent on nearby parcels
C300
A106 Advise {client} on prospects and timing of special use at {place}
C400
A108 Meet with alderman's staff and neighbors on {place}
P400
A103 Draft application for special use at {place}
A103 Prepare findings of fact and exhibits for hearing on {place}
P500
A109 Attend zoning hearing on {place}
A108 Confer with planner and traffic consultant on conditions for {place}
"""

_PLAN = """\
C100
A106 Meet with {client} on family circumstances and planning goals
A104 Review existing will, beneficiary designations and {asset}
A104 Review asset inventory; note titling of {asset}
C200
A102 Research transfer tax treatment of {asset}
C300
A106 Advise {client} on tax and non-tax effects of {gift}
A106 Call with {client} on funding of {family} trust with {asset}
A105 Conference on drafting approach to {gift}
C400
A108 Correspond with financial adviser on transfer of {asset}
P400
A103 Draft {family} revocable trust, including {gift}
A103 Draft pour-over will and powers of attorney for {client}
P500
A103 Revise trust agreement; conform {gift} to {client}'s instructions
A104 Review comments on draft trust from {client}
P600
A109 Supervise execution of estate planning documents by {client}
A110 Assemble signed originals and fund-transfer instructions
P700
A108 Record transfer of {asset} and confirm with custodian
"""

_PROBATE = """\
C100
A106 Meet with {client} on duties of executor and first steps
A104 Review decedent's will and {asset}
C200
A102 Research executor's discretion under {gift}
A102 Research treatment of {asset} as probate or non-probate property
C300
A106 Advise {client} on creditor claims and timing of distributions
C400
A108 Telephone conference with accountant on estate tax return and {asset}
A107 Correspond with {counsel}, representing a beneficiary, on accounting
P200
A104 Examine date-of-death values for {asset}
A108 Request claims and statements from creditors of the {family} estate
P400
A103 Prepare petition for letters of office in {family} estate
A103 Draft inventory and first accounting for the {family} estate
P500
A104 Review claim filed against the {family} estate; outline objection
A107 Negotiate resolution of claim against the {family} estate with {counsel}
P600
A109 Appear on petition for final accounting before Judge {judge}
A103 Draft final report and petition to close the {family} estate
P700
A103 Draft receipts and refunding agreements for beneficiaries
"""

SHEETS: dict[str, tuple[Sheet, ...]] = {
    "trademark": sheets(_BRAND),
    "license": sheets(_LICENSE),
    "lease": sheets(_SITE + _LEASE),
    "purchase": sheets(_SITE + _PURCHASE),
    "refinance": sheets(_SITE + _REFINANCE),
    "zoning": sheets(_SITE + _ZONING),
    "planning": sheets(_PLAN),
    "probate": sheets(_PROBATE),
}
"""The sheets of each kind of matter."""
