"""Reports, which the dialect has none of: each is refused, and none is made up out of lists."""

from typing import Any, NoReturn

from adapters.port import Capability, Listing, NotSupportedByUpstream, Refused

__all__ = ["SupergoodReports"]


class SupergoodReports:
    """Keeps :class:`adapters.port.Reports` by refusing every one."""

    async def _refuse(self, listing: Listing[Any]) -> NoReturn:
        raise Refused(NotSupportedByUpstream(capability=Capability.READ_REPORTS.value))

    work_in_progress = receivables = collections = _refuse
    realization = utilization = trust_balances = _refuse
