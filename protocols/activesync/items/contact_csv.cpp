#include "protocols/activesync/items/contact_csv.h"

#include <vector>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;
namespace contacts2 = wbxml::contacts2;

constexpr std::string_view kDay = "0000-00-00";

struct Column {
    std::string_view name;
    wbxml::Tag tag;
    std::size_t most = std::string::npos;  // bytes of the value
};
constexpr Column kColumns[] = {
    {"Title", contacts::kTitle},
    {"First Name", contacts::kFirstName},
    {"Middle Name", contacts::kMiddleName},
    {"Last Name", contacts::kLastName},
    {"Suffix", contacts::kSuffix},
    {"Nickname", contacts2::kNickName},
    {"Company", contacts::kCompanyName},
    {"Department", contacts::kDepartment},
    {"Job Title", contacts::kJobTitle},
    {"E-mail Address", contacts::kEmail1Address},
    {"E-mail 2 Address", contacts::kEmail2Address},
    {"E-mail 3 Address", contacts::kEmail3Address},
    {"Mobile Phone", contacts::kMobilePhoneNumber},
    {"Home Phone", contacts::kHomePhoneNumber},
    {"Home Phone 2", contacts::kHome2PhoneNumber},
    {"Home Fax", contacts::kHomeFaxNumber},
    {"Business Phone", contacts::kBusinessPhoneNumber},
    {"Business Phone 2", contacts::kBusiness2PhoneNumber},
    {"Business Fax", contacts::kBusinessFaxNumber},
    {"Pager", contacts::kPagerNumber},
    {"Home Street", contacts::kHomeAddressStreet},
    {"Home City", contacts::kHomeAddressCity},
    {"Home State", contacts::kHomeAddressState},
    {"Home Postal Code", contacts::kHomeAddressPostalCode},
    {"Home Country/Region", contacts::kHomeAddressCountry},
    {"Business Street", contacts::kBusinessAddressStreet},
    {"Business City", contacts::kBusinessAddressCity},
    {"Business State", contacts::kBusinessAddressState},
    {"Business Postal Code", contacts::kBusinessAddressPostalCode},
    {"Business Country/Region", contacts::kBusinessAddressCountry},
    {"Other Street", contacts::kOtherAddressStreet},
    {"Other City", contacts::kOtherAddressCity},
    {"Other State", contacts::kOtherAddressState},
    {"Other Postal Code", contacts::kOtherAddressPostalCode},
    {"Other Country/Region", contacts::kOtherAddressCountry},
    {"Web Page", contacts::kWebPage},
    {"Birthday", contacts::kBirthday, kDay.size()},
    {"Anniversary", contacts::kAnniversary, kDay.size()},
    {"Spouse", contacts::kSpouse},
};

// Beside the columns of one element each.
constexpr std::string_view kDisplayName = "Display Name";
constexpr std::string_view kCategories = "Categories";
constexpr std::string_view kNotes = "Notes";

using Cells = std::vector<std::string>;

std::string quoted(const std::string& value) {
    if (value.find_first_of(",\"\r\n") == std::string::npos) {
        return value;
    }
    std::string out = "\"";
    for (const char c : value) {
        out += c;
        out += c == '"' ? "\"" : "";
    }
    return out + "\"";
}

std::string line_of(const Cells& cells) {
    std::string line;
    for (const auto& cell : cells) {
        line += &cell == &cells.front() ? "" : ",";
        line += quoted(cell);
    }
    return line + "\r\n";
}

std::string text_of(const vcard::Card& card, std::string_view name) {
    const auto* property = card.find(name);
    return property == nullptr ? std::string() : property->text();
}

std::string categories_of(const wbxml::Element& data) {
    std::string joined;
    if (const auto* list = data.child(contacts::kCategories)) {
        for (const auto& each : list->children()) {
            joined += joined.empty() ? "" : ";";
            joined += each.content();
        }
    }
    return joined;
}

}  // namespace

std::string csv_head() {
    Cells cells{std::string(kDisplayName)};
    for (const auto& column : kColumns) {
        cells.emplace_back(column.name);
    }
    cells.emplace_back(kCategories);
    cells.emplace_back(kNotes);
    return line_of(cells);
}

std::string csv_line(const vcard::Card& card) {
    RenderOptions options;
    options.version = Version::k16_1;
    const auto data = render_contact(card, options);
    Cells cells{text_of(card, "FN")};
    for (const auto& column : kColumns) {
        cells.emplace_back(data.text(column.tag).value_or("").substr(0, column.most));
    }
    cells.push_back(categories_of(data));
    cells.push_back(text_of(card, "NOTE"));
    return line_of(cells);
}

std::string csv_line(std::string_view address) {
    Cells cells{std::string(address)};
    for (const auto& column : kColumns) {
        cells.emplace_back(column.tag == contacts::kEmail1Address ? address : "");
    }
    cells.resize(cells.size() + 2);  // categories, notes
    return line_of(cells);
}

}  // namespace syncgate::activesync
