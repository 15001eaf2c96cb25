from policies.models.event import Event
from policies.models.importing import Fingerprint, Fingerprinted, ImportedSource, NotDuplicate
from policies.models.lookups import SlugForm
from policies.models.policy import Policy, PolicyAudience, PolicyIssuer, PolicyTopic
from policies.models.relation import CitationException, Relation
from policies.models.revision import Change, Revision
from policies.models.section import Section
from policies.models.signin import SignInCount
from policies.models.taxonomy import Audience, District, FormerDistrict, Issuer, SynonymGroup, Topic
from policies.models.version import SectionVersion, ShownSection

__all__ = [
    "Audience",
    "Change",
    "CitationException",
    "District",
    "Event",
    "Fingerprint",
    "Fingerprinted",
    "FormerDistrict",
    "ImportedSource",
    "Issuer",
    "NotDuplicate",
    "Policy",
    "PolicyAudience",
    "PolicyIssuer",
    "PolicyTopic",
    "Relation",
    "Revision",
    "Section",
    "SectionVersion",
    "ShownSection",
    "SignInCount",
    "SlugForm",
    "SynonymGroup",
    "Topic",
]
