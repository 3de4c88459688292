"""The versions of ActiveSync, and what differs between them for every test."""

VERSIONS = ("2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1")
WITH_AIR_SYNC_BASE = VERSIONS[1:]  # bodies by preference, ItemOperations, Settings
POLICY_TYPES = {"2.5": "MS-WAP-Provisioning-XML"}  # by version
POLICY_TYPE = "MS-EAS-Provisioning-WBXML"  # of all others


def at_least(version, other):
    return VERSIONS.index(version) >= VERSIONS.index(other)


def policy_type(version):
    return POLICY_TYPES.get(version, POLICY_TYPE)


def takes_class(version):
    """Whether a collection is named by its Class, too."""
    return not at_least(version, "12.1")
