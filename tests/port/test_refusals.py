"""Every refusal has a code of the closed list and a message that names its facts."""

import datetime as dt
from decimal import Decimal

import pytest

from adapters.port import (
    AlreadyBilled,
    AlreadyExists,
    AlreadyReversed,
    AmountNotPositive,
    AmountTooLarge,
    CodeNeeded,
    CrossClientTrust,
    CurrencyMismatch,
    Entitlement,
    FeesDisputed,
    FirmMoneyCapped,
    FlatFeeBilled,
    Forbidden,
    FundsNotCleared,
    HasPayments,
    IdempotencyMismatch,
    InsufficientCredit,
    InsufficientTrustFunds,
    InvalidInput,
    InvalidState,
    LedgerMismatch,
    MatterClosed,
    MfaType,
    Money,
    NeedsPerson,
    NotFound,
    NotSupportedByUpstream,
    OutcomeUnknown,
    PeriodClosed,
    Refusal,
    RefusalCode,
    Refused,
    SecondPersonNeeded,
    SignInFailed,
    SignInNeeded,
    SubunitAmount,
    TooManyAttempts,
    TrustBalanceRemains,
    UpstreamUnavailable,
    WouldOverdraw,
)
from tests.world import NOW

SHORT = Money(amount=Decimal("12.50"), currency_code="USD")
LONG = Money(amount=Decimal("100.00"), currency_code="USD")

REFUSALS: list[tuple[Refusal, str, str]] = [
    (
        InvalidInput(rule="Hours are above zero."),
        "INVALID_INPUT",
        "Hours are above zero.",
    ),
    (NotFound(noun="matter", id="mat_1"), "NOT_FOUND", "There is no matter mat_1."),
    (
        Forbidden(entitlement=Entitlement.TRUST),
        "FORBIDDEN",
        "This needs the entitlement TRUST.",
    ),
    (
        AlreadyExists(noun="matter number", value="2026-0041"),
        "ALREADY_EXISTS",
        "The matter number 2026-0041 is taken.",
    ),
    (
        AlreadyBilled(noun="time entry", id="tim_1", invoice_id="inv_1"),
        "ALREADY_BILLED",
        "The time entry tim_1 stands on invoice inv_1.",
    ),
    (
        FlatFeeBilled(invoice_id="inv_1", left=SHORT),
        "FLAT_FEE_BILLED",
        "The flat fee stands on invoice inv_1, and 12.50 USD of it is left.",
    ),
    (
        MatterClosed(matter_id="mat_1", number="2026-0041", status="archived"),
        "MATTER_CLOSED",
        "Matter 2026-0041 is archived and takes no new work.",
    ),
    (
        InsufficientTrustFunds(shortfall=SHORT),
        "INSUFFICIENT_TRUST_FUNDS",
        "Trust funds fall short by 12.50 USD.",
    ),
    (
        TrustBalanceRemains(number="2026-0041"),
        "TRUST_BALANCE_REMAINS",
        "Matter 2026-0041 still holds trust money; refund or move it first.",
    ),
    (
        CurrencyMismatch(expected="USD", given="JPY"),
        "CURRENCY_MISMATCH",
        "This must be in USD, not in JPY.",
    ),
    (
        IdempotencyMismatch(key="k-1"),
        "IDEMPOTENCY_MISMATCH",
        "The idempotency key k-1 was used before with another input.",
    ),
    (
        NotSupportedByUpstream(capability="log time"),
        "NOT_SUPPORTED_BY_UPSTREAM",
        "This practice's upstream can't do that: log time.",
    ),
    (
        UpstreamUnavailable(reason="it answered 503; try again later."),
        "UPSTREAM_UNAVAILABLE",
        "The practice can't be reached: it answered 503; try again later.",
    ),
    (
        OutcomeUnknown(change="record time"),
        "OUTCOME_UNKNOWN",
        (
            "Nothing tells whether this was done: record time. Look before you send it again, or "
            "send it with an idempotency key."
        ),
    ),
    (
        NeedsPerson(kind="sms", challenge_id="ch_1", sent_to="+1…99", since=NOW),
        "MFA_REQUIRED",
        "The practice sent a code by sms to +1…99; somebody must enter it.",
    ),
    (
        FundsNotCleared(shortfall=SHORT, uncleared=LONG),
        "FUNDS_NOT_CLEARED",
        "12.50 USD more is needed of money that the bank has not confirmed yet.",
    ),
    (
        CrossClientTrust(ledger_id="trl_1"),
        "CROSS_CLIENT_TRUST",
        "The money of ledger trl_1 may not be used for this.",
    ),
    (
        FeesDisputed(invoice_id="inv_1", disputed=LONG, undisputed=SHORT),
        "FEES_DISPUTED",
        "100.00 USD of invoice inv_1 is disputed; trust money may pay 12.50 USD of it now.",
    ),
    (
        LedgerMismatch(rule="Matter 2026-0041 has another client."),
        "LEDGER_MISMATCH",
        "Matter 2026-0041 has another client.",
    ),
    (
        FirmMoneyCapped(most=LONG),
        "FIRM_MONEY_CAPPED",
        "The firm may keep at most 100.00 USD of its own in this account.",
    ),
    (
        SecondPersonNeeded(asked_by_id="u_1"),
        "SECOND_PERSON_NEEDED",
        "User u_1 asked for this, so another person must approve it.",
    ),
    (
        AlreadyReversed(id="trt_1", reversed_by_id="trt_2"),
        "ALREADY_REVERSED",
        "trt_1 was reversed by trt_2.",
    ),
    (
        WouldOverdraw(shortfall=SHORT),
        "WOULD_OVERDRAW",
        "That money is spent or reserved: 12.50 USD is missing.",
    ),
    (
        PeriodClosed(closed_through=dt.date(2026, 1, 31)),
        "PERIOD_CLOSED",
        "The account is reconciled and closed through 2026-01-31.",
    ),
    (
        InvalidState(noun="invoice", id="inv_1", state="pending_approval", rule="it waits"),
        "INVALID_STATE",
        "The invoice inv_1 is pending approval: it waits.",
    ),
    (
        HasPayments(invoice_id="inv_1", payment_ids=("pay_1", "pay_2")),
        "HAS_PAYMENTS",
        "Invoice inv_1 is not voided while pay_1, pay_2 stand on it.",
    ),
    (
        InsufficientCredit(available=SHORT),
        "INSUFFICIENT_CREDIT",
        "The client has 12.50 USD in credit.",
    ),
    (
        SubunitAmount(amount=Decimal("0.5"), currency="JPY"),
        "SUBUNIT_AMOUNT",
        "0.5 has too many decimals: JPY has 0.",
    ),
    (
        AmountNotPositive(amount=Decimal(-1)),
        "AMOUNT_NOT_POSITIVE",
        "-1 is no amount to move; it must be above 0.",
    ),
    (AmountTooLarge(most=LONG), "AMOUNT_TOO_LARGE", "This can be 100.00 USD at most."),
    (SignInFailed(), "UNAUTHENTICATED", "The username, the password or the code is wrong."),
    (
        SignInNeeded(),
        "UNAUTHENTICATED",
        "There is no such session, or it is over. Sign in with createSession.",
    ),
    (CodeNeeded(type=MfaType.SMS), "MFA_REQUIRED", "A code by sms is needed; send it as mfa."),
    (
        TooManyAttempts(retry_after_seconds=30),
        "TOO_MANY_ATTEMPTS",
        "Too many attempts to sign in. Try again after 30 seconds.",
    ),
]
EACH = pytest.mark.parametrize(
    ("refusal", "code", "message"),
    REFUSALS,
    ids=[type(refusal).__name__ for refusal, *_ in REFUSALS],
)


def _kinds(kind: type[Refusal]) -> set[type[Refusal]]:
    return {kind for below in kind.__subclasses__() for kind in (below, *_kinds(below))}


def test_every_refusal_of_the_port_is_tried_here() -> None:
    ours = {kind for kind in _kinds(Refusal) if kind.__module__.startswith("adapters.")}
    assert ours == {type(refusal) for refusal, *_ in REFUSALS}


@EACH
def test_a_refusal_has_a_code_of_the_closed_list(refusal: Refusal, code: str, message: str) -> None:
    assert refusal.code is RefusalCode[code]
    assert refusal.code.value == code
    assert type(refusal).code is refusal.code


@EACH
def test_a_refusal_says_its_facts_to_a_person(refusal: Refusal, code: str, message: str) -> None:
    assert refusal.message == message


@EACH
def test_a_refusal_is_a_value(refusal: Refusal, code: str, message: str) -> None:
    facts = {name: getattr(refusal, name) for name in refusal.__struct_fields__}
    assert facts.pop("field") is None
    placed = type(refusal)(**facts, field=("lines", "0", "rate"))
    assert placed.field == ("lines", "0", "rate")
    assert placed.message == message
    assert placed != refusal
    assert type(refusal)(**facts) == refusal
    assert hash(type(refusal)(**facts)) == hash(refusal)
    with pytest.raises(AttributeError):
        refusal.field = ()


def test_no_two_kinds_of_refusal_share_a_code() -> None:
    """Nobody who signs in is told more by a code than that it failed, or what is wanted next."""
    of_signing_in = (SignInNeeded, CodeNeeded)
    codes = [refusal.code for refusal, *_ in REFUSALS if not isinstance(refusal, of_signing_in)]
    assert len(set(codes)) == len(codes)


def test_codes_are_their_own_names() -> None:
    assert all(code.name == code.value for code in RefusalCode)


def test_short_trust_funds_say_nothing_of_the_balance() -> None:
    assert InsufficientTrustFunds.__struct_fields__ == ("field", "shortfall")


def test_refused_carries_every_reason_and_says_them_all() -> None:
    reasons = [refusal for refusal, *_ in REFUSALS]
    refused = Refused(*reasons)
    assert list(refused.refusals) == reasons
    assert str(refused) == "; ".join(message for *_, message in REFUSALS)
