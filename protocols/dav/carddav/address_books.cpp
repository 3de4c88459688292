#include "protocols/dav/carddav/address_books.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "formats/vcard/card.h"
#include "protocols/dav/carddav/accepted.h"
#include "protocols/dav/carddav/address_data.h"
#include "protocols/dav/carddav/card_filter.h"
#include "protocols/dav/carddav/person_card.h"
#include "protocols/dav/carddav/sought_people.h"
#include "protocols/dav/names.h"

namespace syncgate::dav::carddav {
namespace {

constexpr BookFacts kFacts{
    .item_class = ItemClass::kContact,
    .segment = "addressbooks",
    .home_name = "Address books",
    .content_type = "text/vcard; charset=utf-8",
    .extension = ".vcf",
    .max_bytes = limits::kVcardBytes,
    .type = {kCardDav, "addressbook"},
    .data = {kCardDav, "address-data"},
    .query = {kCardDav, "addressbook-query"},
    .multiget = {kCardDav, "addressbook-multiget"},
    .valid_data = {kCardDav, "valid-address-data"},
    .supported_data = {kCardDav, "supported-address-data"},
    .no_uid_conflict = {kCardDav, "no-uid-conflict"},
    .max_resource_size = {kCardDav, "max-resource-size"},
    .location_ok = {kCardDav, "addressbook-collection-location-ok"},
};

constexpr std::size_t kUidBytes = 1024;

class AddressBooks final : public BookClass {
  public:
    [[nodiscard]] const BookFacts& facts() const override { return kFacts; }

    // Programs that know no better name what they send as any text, or any bytes, or a form.
    [[nodiscard]] bool takes_type(std::string_view content_type) const override {
        constexpr std::string_view kTypes[] = {
            "",
            "text/vcard",
            "text/x-vcard",
            "text/directory",
            "text/plain",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
        };
        const auto type = trim(content_type.substr(0, content_type.find(';')));
        return std::any_of(std::begin(kTypes), std::end(kTypes),
                           [&](std::string_view each) { return iequals(each, type); });
    }

    // Cards without a UID, or without FN, come from phones; they are kept as they are.
    [[nodiscard]] Result<std::string> uid_of(std::string_view text) const override {
        const std::string name = "UID";
        const auto card = vcard::read_named(text, {&name, 1});
        if (!card) {
            return card.error();
        }
        const auto* property = card->find(name);
        std::string uid = property == nullptr ? "" : std::string(trim(property->text()));
        if (uid.size() > kUidBytes) {
            return Error{ErrorCode::kTooLarge, "carddav: a UID over its limit"};
        }
        return uid;
    }

    [[nodiscard]] Taken<std::unique_ptr<Filter>> parse_filter(
        const xml::Element& query) const override {
        return parse_card_filter(query);
    }
    [[nodiscard]] Taken<std::unique_ptr<DataForm>> parse_data(
        const xml::Element& data) const override {
        return parse_address_data(data);
    }
    [[nodiscard]] std::unique_ptr<DataForm> accepted_form(std::string_view accept) const override {
        const auto version = accepted_version(accept);
        return version ? cards_of_version(*version) : nullptr;
    }
    [[nodiscard]] std::string text_of(const Person& person) const override {
        return person_card(person);
    }
    [[nodiscard]] std::optional<std::vector<Beginnings>> people_sought(
        const xml::Element& query) const override {
        return sought_people(query);
    }
};

}  // namespace

const BookClass& address_books() {
    static const AddressBooks books;
    return books;
}

}  // namespace syncgate::dav::carddav
