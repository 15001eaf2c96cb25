from policies.models.policy import Policy, PolicyAudience, PolicyIssuer, PolicyTopic
from policies.models.revision import Change, Revision
from policies.models.section import Section
from policies.models.taxonomy import Audience, District, FormerDistrict, Issuer, SynonymGroup, Topic

__all__ = [
    "Audience",
    "Change",
    "District",
    "FormerDistrict",
    "Issuer",
    "Policy",
    "PolicyAudience",
    "PolicyIssuer",
    "PolicyTopic",
    "Revision",
    "Section",
    "SynonymGroup",
    "Topic",
]
