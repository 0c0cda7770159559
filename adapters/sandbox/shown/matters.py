"""Matters as JSON."""

from collections.abc import Mapping

from adapters.port import Matter
from adapters.sandbox.values import Json, amount, number, present

__all__ = ["SEED", "matter", "receipt"]

SEED = [
    "matterId",
    "number",
    "title",
    "status",
    "clientId",
    "practiceArea",
    "responsibleAttorney",
    "openDate",
    "billing",
    "trustAccountId",
    "iManageWorkspaceId",
    "tags",
    "updatedAt",
]
"""The fields of the seed's example, in its order."""


def matter(record: Matter, names: Mapping[str, str]) -> Json:
    """Show a matter; ``names`` are people's, by id."""
    terms, workspace = record.billing, record.i_manage_workspace
    attorney = record.responsible_attorney_id
    percent = terms.contingency_percent
    return present(
        {
            "matterId": record.id,
            "number": record.number,
            "title": record.title,
            "status": record.status,
            "clientId": record.client_id,
            "practiceArea": record.practice_area,
            "responsibleAttorney": attorney
            and present({"userId": attorney, "name": names.get(attorney)}),
            "teamIds": record.team_ids,
            "openDate": record.open_date,
            "closeDate": record.close_date,
            "limitationDate": record.limitation_date,
            "clientMatterId": record.client_matter_id,
            "billing": present(
                {
                    "type": terms.type,
                    "defaultRate": amount(terms.default_rate),
                    "flatAmount": amount(terms.flat_amount),
                    "contingencyPercent": None if percent is None else number(percent),
                    "currency": terms.currency_code,
                }
            ),
            "trustAccountId": record.trust_account_id,
            "iManageWorkspaceId": workspace and workspace.id,
            "iManageWorkspaceUrl": workspace and workspace.web_url,
            "externalId": record.external_id,
            "tags": record.tags,
            "createdAt": record.created_at,
            "updatedAt": record.updated_at,
        }
    )


def receipt(record: Matter) -> Json:
    """Return what is answered to a matter written.

    ``createdAt`` is when this was written, also where the matter was there before: so the seed
    has it, which receives for a client of January a ``createdAt`` in February.
    """
    workspace = record.i_manage_workspace
    return present(
        {
            "matterId": record.id,
            "iManageWorkspaceId": workspace and workspace.id,
            "createdAt": record.updated_at,
        }
    )
