"""The UTBMS codes a timekeeper may bill under, as the ABA and LOC publish them."""

from collections.abc import Iterator
from enum import Enum
from itertools import pairwise

import msgspec


class CodeKind(Enum):
    """The column a code belongs in: the work group, the work, the act or the cost."""

    PHASE = "phase"
    TASK = "task"
    ACTIVITY = "activity"
    EXPENSE = "expense"


class UtbmsCode(msgspec.Struct, frozen=True, kw_only=True):
    """One published code; `confirmed` is false where no published list backs it yet."""

    code: str
    name: str
    set: str
    kind: CodeKind
    confirmed: bool = True


# An indented code belongs to the phase above it, and "?" marks an unconfirmed one. The
# nesting is written out because the digits do not give it: L610 is not part of L600.

_LITIGATION = """\
L100 Case Assessment, Development and Administration
  L110 Fact Investigation/Development
  L120 Analysis/Strategy
  L130 Experts/Consultants
  L140 Document/File Management
  L150 Budgeting
  L160 Settlement/Non-Binding ADR
  L190 Other Case Assessment, Development and Administration
L200 Pre-Trial Pleadings and Motions
  L210 Pleadings
  L220 Preliminary Injunctions/Provisional Remedies
  L230 Court Mandated Conferences
  L240 Dispositive Motions
  L250 Other Written Motions and Submissions
  L260 Class Action Certification and Notice
L300 Discovery
  L310 Written Discovery
  L320 Document Production
  L330 Depositions
  L340 Expert Discovery
  L350 Discovery Motions
  L360 Discovery On-Site Inspections
  L390 Other Discovery
L400 Trial Preparation and Trial
  L410 Fact Witnesses
  L420 Expert Witnesses
  L430 Written Motions and Submissions
  L440 Other Trial Preparation and Support
  L450 Trial and Hearing Attendance
  L460 Post-Trial Motions and Submissions
  L470 Enforcement
L500 Appeal
  L510 Appellate Motions and Submissions
  L520 Appellate Briefs
  L530 Oral Argument
"""

_EDISCOVERY = """\
L600 Identification
  L601 Discovery Planning
  L602 Interviews
  L609 Quality Assurance and Control
L610 Preservation
  L611 Preservation Order
  L612 Legal Hold
  L619? Quality Assurance and Control
L620 Collection
  L621 Collection/Recovery
  L622 Media Costs
  L623 Media/ESI Transfer, Receipt, Inventory
  L629? Quality Assurance and Control
L630 Processing
  L631 ESI Stage, Preparation and Process
  L632 Scanning \N{EN DASH} Hard Copy
  L633 Foreign Language Translation
  L634 Exception Handling
  L639? Quality Assurance and Control
L650 Review
  L651 Hosting Costs
  L652 Objective and Subjective Coding
  L653 First Pass Document Review
  L654 Second Pass Document Review
  L655 Privilege Review
  L656 Redaction
  L659? Quality Assurance and Control
L660 Analysis
L670 Production
  L671 Conversion of ESI to Production Format
  L679? Quality Assurance and Control
L680 Presentation
L690 Project Management
"""

_ACTIVITY = """\
A101 Plan and prepare for
A102 Research
A103 Draft/revise
A104 Review/analyze
A105 Communicate (in firm)
A106 Communicate (with client)
A107 Communicate (other outside counsel)
A108 Communicate (other external)
A109 Appear for/attend
A110 Manage data/files
A111 Other
A112 Billable Travel Time
A113 Communicate (witnesses)
A114 Communicate (experts)
A115 Medical Record and Medical Bill Management
A116 Training
A117 Special Handling Copying/Scanning/Imaging (Internal)
A118 Collection-Forensic
A119 Culling & Filtering
A120 Processing
A121 Review and Analysis
A122 Quality Assurance and Control
A123 Search Creation and Execution
A124 Privilege Review Culling and Log Creation
A125 Document Production Creation and Preparation
A126 Evidence/Exhibit Creation and Preparation
A127 Project Management
A128 Collection Closing Activities
"""

_EXPENSE = """\
E101 Copying
E102 Outside printing
E103 Word processing
E104 Facsimile
E105 Telephone
E106 Online research
E107 Delivery services/messengers
E108 Postage
E109 Local travel
E110 Out-of-town travel
E111 Meals
E112 Court fees
E113 Subpoena fees
E114 Witness fees
E115 Deposition transcripts
E116 Trial transcripts
E117 Trial exhibits
E118 Litigation support vendors
E119 Experts
E120 Private investigators
E121 Arbitrators/mediators
E122 Local counsel
E123 Other professionals
E124 Other
"""

_COUNSELLING = """\
C100 Fact Gathering
C200 Researching Law
C300 Analysis and Advice
C400 Third Party Communication
"""

_PROJECT = """\
P100 Project Administration
P200 Fact Gathering/Due Diligence
P300 Structure/Strategy/Analysis
P400 Initial Document Preparation/Filing
P500 Negotiation/Revision/Responses
P600 Completion/Closing
P700 Post-Completion/Post-Closing
"""

_BANKRUPTCY = """\
B110 Case Administration
B120 Asset Analysis and Recovery
B130 Asset Disposition
B140 Relief from Stay/Adequate Protection Proceedings
B150 Meetings of and Communications with Creditors
B160 Fee/Employment Applications
B170 Fee/Employment Objections
B180 Avoidance Action Analysis
B185 Assumption/Rejection of Leases and Contracts
B190 Other Contested Matters
B195 Non-Working Travel
B210 Business Operations
B220 Employee Benefits/Pensions
B230 Financing/Cash Collections
B240 Tax Issues
B250 Real Estate
B260 Board of Directors Matters
B310 Claims Administration and Objections
B320 Plan and Disclosure Statement
B410 General Bankruptcy Advice/Opinions
B420 Restructuring
"""

_TABLES = (
    ("ABA_Litigation", CodeKind.TASK, _LITIGATION),
    ("LOC_Ediscovery", CodeKind.TASK, _EDISCOVERY),
    ("ABA_Activity", CodeKind.ACTIVITY, _ACTIVITY),
    ("ABA_Expense", CodeKind.EXPENSE, _EXPENSE),
    ("ABA_Counselling", CodeKind.TASK, _COUNSELLING),
    ("ABA_Project", CodeKind.TASK, _PROJECT),
    ("ABA_Bankruptcy", CodeKind.TASK, _BANKRUPTCY),
)


def _parse() -> Iterator[tuple[UtbmsCode, UtbmsCode | None]]:
    """Yield every code of the tables with the phase it is nested under."""
    for set_name, leaf, table in _TABLES:
        phase: UtbmsCode | None = None
        for line, following in pairwise([*table.splitlines(), ""]):
            nested = line.startswith(" ")
            heads = not nested and following.startswith(" ")
            mark, name = line.split(maxsplit=1)
            code = UtbmsCode(
                code=mark.removesuffix("?"),
                name=name,
                set=set_name,
                kind=CodeKind.PHASE if heads else leaf,
                confirmed=not mark.endswith("?"),
            )
            yield code, phase if nested else None
            if heads:
                phase = code


_PHASES = dict(_parse())
_CODES = tuple(_PHASES)
_BY_CODE = {code.code: code for code in _CODES}


def find(code: str) -> UtbmsCode | None:
    """Return a published code, given in any letter case, or None for any other text."""
    return _BY_CODE.get(code.upper())


def codes() -> tuple[UtbmsCode, ...]:
    """Return every code, set by set, in published order."""
    return _CODES


def phase_of(code: str) -> UtbmsCode | None:
    """Return the phase above a code, or None where it has none or is unknown."""
    found = find(code)
    return None if found is None else _PHASES[found]
