// The signs of each place, with what other programs write. X-SYNCGATE-... are our own, for what no
// vCard property means; docs/contacts.md registers them.
//
// Source: RFC 6350 6, RFC 2426 3; the cards that Apple, Evolution, KAddressBook, Outlook, Roundcube
// and Thunderbird write.
#include "protocols/activesync/items/contact_places.h"

namespace syncgate::activesync {
namespace {

constexpr Sign kSigns[] = {
    {Place::kName, "N"},
    {Place::kFormattedName, "FN"},
    {Place::kFileAs, "X-EVOLUTION-FILE-AS"},
    {Place::kFileAs, "X-FILE-AS"},
    {Place::kNickname, "NICKNAME"},
    {Place::kYomiFirst, "X-PHONETIC-FIRST-NAME"},
    {Place::kYomiLast, "X-PHONETIC-LAST-NAME"},
    {Place::kYomiCompany, "X-PHONETIC-ORG"},
    {Place::kCompany, "ORG"},
    {Place::kTitle, "TITLE"},
    {Place::kOffice, "X-SYNCGATE-OFFICE"},
    {Place::kOffice, "X-KADDRESSBOOK-X-OFFICE"},
    {Place::kEmail, "EMAIL"},

    {Place::kMessenger, "IMPP"},
    {Place::kMessenger, "X-MS-IMADDRESS", {}, {}, true},
    {Place::kMessenger, "X-KADDRESSBOOK-X-IMADDRESS", {}, {}, true},
    {Place::kMessenger, "X-JABBER", {}, {}, true},
    {Place::kMessenger, "X-AIM", {}, {}, true},
    {Place::kMessenger, "X-MSN", {}, {}, true},
    {Place::kMessenger, "X-YAHOO", {}, {}, true},
    {Place::kMessenger, "X-YAHOO-ID", {}, {}, true},
    {Place::kMessenger, "X-ICQ", {}, {}, true},
    {Place::kMessenger, "X-SKYPE", {}, {}, true},
    {Place::kMessenger, "X-SKYPE-USERNAME", {}, {}, true},
    {Place::kMessenger, "X-QQ", {}, {}, true},
    {Place::kMessenger, "X-GTALK", {}, {}, true},
    {Place::kMessenger, "X-GOOGLE-TALK", {}, {}, true},
    {Place::kMessenger, "X-GOOGLE TALK", {}, {}, true},
    {Place::kMessenger, "X-GADUGADU", {}, {}, true},
    {Place::kMessenger, "X-GROUPWISE", {}, {}, true},
    {Place::kMessenger, "X-SAMETIME", {}, {}, true},
    {Place::kMessenger, "X-SIP", {}, {}, true},

    {Place::kAssistantPhone, "TEL", {"X-ASSISTANT"}},
    {Place::kAssistantPhone, "TEL", {"ASSISTANT"}},
    {Place::kAssistantPhone, "TEL", {"X-EVOLUTION-ASSISTANT"}},
    {Place::kAssistantPhone, "TEL", {}, "AssistantPhone"},
    {Place::kAssistantPhone, "TEL", {}, "Assistant"},
    {Place::kCompanyPhone, "TEL", {"X-COMPANY"}},
    {Place::kCompanyPhone, "TEL", {"COMPANY"}},
    {Place::kCompanyPhone, "TEL", {"X-EVOLUTION-COMPANY"}},
    {Place::kCompanyPhone, "TEL", {"MAIN"}},
    {Place::kRadio, "TEL", {"X-RADIO"}},
    {Place::kRadio, "TEL", {"RADIO"}},
    {Place::kRadio, "TEL", {"X-EVOLUTION-RADIO"}},
    {Place::kRadio, "TEL", {}, "Radio"},
    {Place::kHomeFax, "TEL", {"HOME", "FAX"}},
    {Place::kWorkFax, "TEL", {"WORK", "FAX"}},
    {Place::kWorkFax, "TEL", {"FAX"}, {}, true},
    {Place::kPager, "TEL", {"PAGER"}},
    {Place::kCar, "TEL", {"CAR"}},
    {Place::kMobile, "TEL", {"CELL"}},
    {Place::kMobile, "TEL", {"IPHONE"}},
    {Place::kMobile, "TEL", {"MOBILE"}},
    {Place::kMobile, "TEL", {"X-MOBIL"}},
    {Place::kNone, "TEL", {"MODEM"}},
    {Place::kNone, "TEL", {"BBS"}},
    {Place::kNone, "TEL", {"TEXTPHONE"}},
    {Place::kWorkPhone, "TEL", {"WORK"}},
    {Place::kHomePhone, "TEL", {"HOME"}},
    {Place::kHomePhone, "TEL", {}, {}, true},  // of no kind: better seen there than nowhere

    {Place::kHomeAddress, "ADR", {"HOME"}},
    {Place::kWorkAddress, "ADR", {"WORK"}},
    {Place::kOtherAddress, "ADR"},
    {Place::kWeb, "URL"},
    {Place::kBirthday, "BDAY"},
    {Place::kAnniversary, "X-ANNIVERSARY"},
    {Place::kAnniversary, "ANNIVERSARY"},
    {Place::kAnniversary, "X-EVOLUTION-ANNIVERSARY"},
    {Place::kAnniversary, "X-KADDRESSBOOK-X-ANNIVERSARY"},
    {Place::kAnniversary, "X-MS-ANNIVERSARY"},
    {Place::kAnniversary, "X-ABDATE", {}, "Anniversary"},

    {Place::kSpouse, "X-SPOUSE"},
    {Place::kSpouse, "X-EVOLUTION-SPOUSE"},
    {Place::kSpouse, "X-KADDRESSBOOK-X-SPOUSESNAME"},
    {Place::kSpouse, "X-MS-SPOUSE"},
    {Place::kSpouse, "X-ABRELATEDNAMES", {}, "Spouse"},
    {Place::kSpouse, "RELATED", {"SPOUSE"}},
    {Place::kAssistant, "X-ASSISTANT"},
    {Place::kAssistant, "X-EVOLUTION-ASSISTANT"},
    {Place::kAssistant, "X-KADDRESSBOOK-X-ASSISTANTSNAME"},
    {Place::kAssistant, "X-MS-ASSISTANT"},
    {Place::kAssistant, "X-ABRELATEDNAMES", {}, "Assistant"},
    {Place::kManager, "X-MANAGER"},
    {Place::kManager, "X-EVOLUTION-MANAGER"},
    {Place::kManager, "X-KADDRESSBOOK-X-MANAGERSNAME"},
    {Place::kManager, "X-MS-MANAGER"},
    {Place::kManager, "X-ABRELATEDNAMES", {}, "Manager"},
    {Place::kChild, "X-SYNCGATE-CHILD"},
    {Place::kChild, "X-MS-CHILD"},
    {Place::kChild, "X-ABRELATEDNAMES", {}, "Child"},
    {Place::kChild, "X-ABRELATEDNAMES", {}, "Son"},
    {Place::kChild, "X-ABRELATEDNAMES", {}, "Daughter"},
    {Place::kChild, "RELATED", {"CHILD"}},

    {Place::kCategories, "CATEGORIES"},
    {Place::kNote, "NOTE"},
    {Place::kPicture, "PHOTO"},
    {Place::kCustomer, "X-SYNCGATE-CUSTOMER-ID"},
    {Place::kGovernment, "X-SYNCGATE-GOVERNMENT-ID"},
    {Place::kAccount, "X-SYNCGATE-ACCOUNT-NAME"},
    {Place::kTextMessages, "X-SYNCGATE-MMS"},
    {Place::kAlias, "X-SYNCGATE-ALIAS"},
    {Place::kRank, "X-SYNCGATE-WEIGHTED-RANK"},
};

}  // namespace

std::span<const Sign> signs() {
    return kSigns;
}

}  // namespace syncgate::activesync
