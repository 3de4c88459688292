#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;
namespace contacts2 = wbxml::contacts2;

constexpr ContactRow kRows[] = {
    {contacts::kTitle, Place::kName, &form::kComponent, 0, 3},
    {contacts::kFirstName, Place::kName, &form::kComponent, 0, 1},
    {contacts::kMiddleName, Place::kName, &form::kComponent, 0, 2},
    {contacts::kLastName, Place::kName, &form::kComponent, 0, 0},
    {contacts::kSuffix, Place::kName, &form::kComponent, 0, 4},
    {contacts2::kNickName, Place::kNickname, &form::kText},
    {contacts::kYomiFirstName, Place::kYomiFirst, &form::kText},
    {contacts::kYomiLastName, Place::kYomiLast, &form::kText},
    {contacts::kYomiCompanyName, Place::kYomiCompany, &form::kText},
    {contacts::kCompanyName, Place::kCompany, &form::kComponent, 0, 0},
    {contacts::kDepartment, Place::kCompany, &form::kComponent, 0, 1},
    {contacts::kJobTitle, Place::kTitle, &form::kText},
    {contacts::kOfficeLocation, Place::kOffice, &form::kText},
    {contacts::kEmail1Address, Place::kEmail, &form::kText, 0},
    {contacts::kEmail2Address, Place::kEmail, &form::kText, 1},
    {contacts::kEmail3Address, Place::kEmail, &form::kText, 2},
    {contacts2::kIMAddress, Place::kMessenger, &form::kMessenger, 0},
    {contacts2::kIMAddress2, Place::kMessenger, &form::kMessenger, 1},
    {contacts2::kIMAddress3, Place::kMessenger, &form::kMessenger, 2},
    {contacts::kMobilePhoneNumber, Place::kMobile, &form::kPhone},
    {contacts::kHomePhoneNumber, Place::kHomePhone, &form::kPhone, 0},
    {contacts::kHome2PhoneNumber, Place::kHomePhone, &form::kPhone, 1},
    {contacts::kHomeFaxNumber, Place::kHomeFax, &form::kPhone},
    {contacts::kBusinessPhoneNumber, Place::kWorkPhone, &form::kPhone, 0},
    {contacts::kBusiness2PhoneNumber, Place::kWorkPhone, &form::kPhone, 1},
    {contacts::kBusinessFaxNumber, Place::kWorkFax, &form::kPhone},
    {contacts::kPagerNumber, Place::kPager, &form::kPhone},
    {contacts::kCarPhoneNumber, Place::kCar, &form::kPhone},
    {contacts::kRadioPhoneNumber, Place::kRadio, &form::kPhone},
    {contacts::kAssistantPhoneNumber, Place::kAssistantPhone, &form::kPhone},
    {contacts2::kCompanyMainPhone, Place::kCompanyPhone, &form::kPhone},
    {contacts::kHomeAddressStreet, Place::kHomeAddress, &form::kStreet},
    {contacts::kHomeAddressCity, Place::kHomeAddress, &form::kAddressPart, 0, 3},
    {contacts::kHomeAddressState, Place::kHomeAddress, &form::kAddressPart, 0, 4},
    {contacts::kHomeAddressPostalCode, Place::kHomeAddress, &form::kAddressPart, 0, 5},
    {contacts::kHomeAddressCountry, Place::kHomeAddress, &form::kAddressPart, 0, 6},
    {contacts::kBusinessAddressStreet, Place::kWorkAddress, &form::kStreet},
    {contacts::kBusinessAddressCity, Place::kWorkAddress, &form::kAddressPart, 0, 3},
    {contacts::kBusinessAddressState, Place::kWorkAddress, &form::kAddressPart, 0, 4},
    {contacts::kBusinessAddressPostalCode, Place::kWorkAddress, &form::kAddressPart, 0, 5},
    {contacts::kBusinessAddressCountry, Place::kWorkAddress, &form::kAddressPart, 0, 6},
    {contacts::kOtherAddressStreet, Place::kOtherAddress, &form::kStreet},
    {contacts::kOtherAddressCity, Place::kOtherAddress, &form::kAddressPart, 0, 3},
    {contacts::kOtherAddressState, Place::kOtherAddress, &form::kAddressPart, 0, 4},
    {contacts::kOtherAddressPostalCode, Place::kOtherAddress, &form::kAddressPart, 0, 5},
    {contacts::kOtherAddressCountry, Place::kOtherAddress, &form::kAddressPart, 0, 6},
    {contacts::kWebPage, Place::kWeb, &form::kText},
    {contacts::kBirthday, Place::kBirthday, &form::kDay},
    {contacts::kAnniversary, Place::kAnniversary, &form::kDay},
    {contacts::kSpouse, Place::kSpouse, &form::kText},
    {contacts::kAssistantName, Place::kAssistant, &form::kText},
    {contacts2::kManagerName, Place::kManager, &form::kText},
    {contacts2::kCustomerId, Place::kCustomer, &form::kText},
    {contacts2::kGovernmentId, Place::kGovernment, &form::kText},
    {contacts2::kAccountName, Place::kAccount, &form::kText},
    {contacts2::kMMS, Place::kTextMessages, &form::kText},
    {contacts::kPicture, Place::kPicture, &form::kPicture},
    {contacts::kAlias, Place::kAlias, &form::kText, 0, 0, Version::k14_0, true},
    {contacts::kWeightedRank, Place::kRank, &form::kText, 0, 0, Version::k14_0, true},
};

}  // namespace

std::span<const ContactRow> contact_rows() {
    return kRows;
}

}  // namespace syncgate::activesync
