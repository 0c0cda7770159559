"""What is written on a time sheet in litigation, by task code and stage of the case."""

from adapters.embedded.demo.sheets import Sheet, sheets

__all__ = ["ANY", "COURTS", "ISSUES", "STAGES"]

COURTS = (
    "Circuit Court, Law Division",
    "Circuit Court, Chancery Division",
    "U.S. District Court",
)
ISSUES = (
    "the supply agreement",
    "the distribution agreement",
    "the missed delivery milestones",
    "the unpaid invoices",
    "the non-compete covenant",
    "the warehouse services contract",
    "the equipment lease",
    "the software license fees",
    "the partnership buy-out",
    "the construction delays",
    "the coverage denial",
    "the misappropriated customer list",
)

ANY = {
    "motion": (
        "motion to compel",
        "motion for protective order",
        "motion to extend fact discovery",
        "motion to strike affirmative defenses",
        "motion for leave to amend",
    ),
    "records": (
        "e-mail correspondence",
        "delivery records",
        "board minutes",
        "accounting ledgers",
        "text messages",
        "project files",
        "purchase orders",
        "sales reports",
    ),
    "point": (
        "spoliation",
        "waiver by course of dealing",
        "consequential damages",
        "personal jurisdiction",
        "mitigation of damages",
        "privilege over in-house counsel's notes",
        "the economic loss doctrine",
        "enforceability of the limitation of liability",
        "prejudgment interest",
    ),
    "set": ("first set of", "second set of", "supplemental", "amended"),
    "count": ("180", "240", "310", "425", "560", "790", "1,150"),
}

_ASSESSMENT = """\
L110
A104 Review {client}'s {records} for a chronology of {issue}
A106 Interview {client} about {issue} and where the documents are
A108 Telephone interview with {witness} regarding {issue}
A103 Draft factual chronology with citations to {records}
A104 Examine {records} received from {client}; note gaps for follow-up
L120
A102 Research {point} under Illinois law as it bears on {issue}
A101 Outline case theory and likely defenses of {opponent}
A105 Conference on strategy and allocation of work on {issue}
A103 Draft early case assessment for {client}, with range of exposure
A106 Advise {client} on options with respect to {issue} and the costs of each
L130
A108 Interview candidate {expert} on availability, conflicts and fees
A104 Review curriculum vitae and prior testimony of proposed {expert}
A103 Draft engagement letter for {expert}
L140
A110 Organize pleadings and correspondence files; update index
A110 Load {records} to the document workspace and verify counts
A110 Prepare hot-documents binder on {issue}
L150
A103 Prepare phase budget through trial for {client}'s approval
A104 Compare fees to date with budget; note variances for {client}
L160
A103 Draft settlement demand to {counsel} with damages summary
A106 Confer with {client} on settlement authority before the conference with {counsel}
A107 Negotiate terms of standstill with {counsel}
A109 Attend mediation session with {opponent}
A104 Review mediator's proposal and prepare comments for {client}
L190
A106 Report to {client} on status and next steps
A103 Prepare litigation hold reminder for {client}'s custodians
A104 Review {client}'s insurance policies for notice obligations
"""

_PLEADINGS = """\
L210
A103 Draft complaint against {opponent} arising from {issue}
A103 Revise answer and affirmative defenses; conform to {client}'s comments
A104 Analyze {opponent}'s counterclaim count by count
A103 Prepare verified pleading and exhibits for filing in {court}
A102 Research pleading standard for fraud-based counts against {opponent}
L230
A109 Appear before Judge {judge} for initial case management conference
A103 Draft joint status report; exchange comments with {counsel}
A101 Prepare for status hearing before Judge {judge}
L240
A103 Draft memorandum in support of motion to dismiss counterclaim
A102 Research {point} for summary judgment brief
A103 Draft statement of undisputed material facts with record citations
A104 Review {opponent}'s response to motion for summary judgment; outline reply
L250
A103 Draft {motion}; review exhibits
A103 Revise {motion} following comments from {client}
A104 Review {opponent}'s brief in opposition to {motion}
A109 Argue {motion} before Judge {judge}
A102 Research {point} for reply brief on {motion}
"""

_DISCOVERY = """\
L310
A103 Draft {set} interrogatories to {opponent}
A103 Prepare {client}'s answers and objections to {set} interrogatories
A104 Review {opponent}'s interrogatory answers; list deficiencies
A107 Meet and confer with {counsel} on scope of {set} requests to admit
L320
A104 Review {count} documents from {opponent}'s production for relevance to {issue}
A103 Prepare privilege log for {client}'s production
A110 Quality-check production volume and Bates ranges before service
A104 Review at second level {records} tagged as potentially privileged
A106 Confer with {client} on collection of {records} from departed employees
L330
A101 Prepare outline and exhibits for deposition of {witness}
A109 Take deposition of {witness}
A109 Defend deposition of {client}'s corporate representative
A104 Summarize deposition transcript of {witness}
A106 Prepare {other} for deposition
L340
A104 Review report of {opponent}'s {expert}; note points for cross-examination
A114 Conference with retained {expert} on assumptions in damages model
A109 Attend deposition of {opponent}'s {expert}
L350
A103 Draft {motion} with supporting declaration on discovery correspondence
A107 Correspond with {counsel} on outstanding discovery before {motion}
A102 Research proportionality and {point} in discovery context
L390
A103 Draft subpoena and rider to third party holding {records}
A104 Review third-party production of {records}
L653
A104 Review at first pass {count} documents for responsiveness
A110 Assign review batches and track first-pass progress
L655
A104 Review for privilege communications with {client}'s in-house counsel
"""

_TRIAL = """\
L410
A101 Prepare direct examination of {witness}
A113 Meet with {other} to prepare trial testimony
A103 Draft cross-examination outline for {witness}
L420
A114 Work session with {expert} on demonstratives and trial testimony
A103 Draft examination outline for {expert}
L430
A103 Draft motions in limine on {point}
A103 Prepare trial brief on {issue}
A103 Draft proposed jury instructions on {issue}
A104 Review {opponent}'s motions in limine and outline responses
L440
A101 Prepare joint exhibit list and objections
A110 Assemble trial notebooks and witness files
A105 Trial team meeting on order of proof
A103 Draft pretrial order; circulate to {counsel}
L450
A109 Attend final pretrial conference before Judge {judge}
A109 Attend evidentiary hearing before Judge {judge}
L460
A103 Draft post-trial motion on {point}
A102 Research standard for remittitur and {point}
"""

STAGES: tuple[tuple[Sheet, ...], ...] = (
    sheets(_ASSESSMENT),
    sheets(_ASSESSMENT) + sheets(_PLEADINGS) * 2,
    sheets(_PLEADINGS) + sheets(_DISCOVERY) * 2,
    sheets(_DISCOVERY) + sheets(_TRIAL) * 2,
)
"""The sheets of each stage; a line that comes twice is twice as likely."""
