"""Reports, which are asked one by one of the practice."""

from adapters.port import Reports
from resolvers.context import Info


def reports(info: Info) -> Reports:
    return info.context.practice.reports
