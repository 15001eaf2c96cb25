from policies.models.policy import Policy, PolicyAudience, PolicyIssuer, PolicyTopic
from policies.models.section import Section
from policies.models.taxonomy import Audience, District, FormerDistrict, Issuer, Topic

__all__ = [
    "Audience",
    "District",
    "FormerDistrict",
    "Issuer",
    "Policy",
    "PolicyAudience",
    "PolicyIssuer",
    "PolicyTopic",
    "Section",
    "Topic",
]
