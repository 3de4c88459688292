#include "protocols/dav/carddav/address_data.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/vcard/convert.h"
#include "protocols/dav/carddav/property_name.h"
#include "protocols/dav/names.h"

namespace syncgate::dav::carddav {
namespace {

struct Part {
    PropertyName name;
    bool without_value = false;
};

class AddressData final : public DataForm {
  public:
    AddressData(std::optional<vcard::Version> version, std::vector<Part> parts)
        : version_(version), parts_(std::move(parts)) {}

    [[nodiscard]] std::string render(std::string_view text) const override {
        if (!version_ && parts_.empty()) {
            return std::string(text);
        }
        auto card = vcard::read(text);
        if (!card) {
            return std::string(text);
        }
        if (version_ && card->version != *version_) {
            *card = vcard::converted(*card, *version_);
        }
        if (!parts_.empty()) {
            keep_parts(*card);
        }
        return vcard::write(*card);
    }

  private:
    // What is no card without it stays in any case.
    static bool is_frame(const vcard::Property& property) {
        constexpr std::string_view kFrame[] = {"BEGIN", "VERSION", "END"};
        return std::find(std::begin(kFrame), std::end(kFrame), property.name()) != std::end(kFrame);
    }

    void keep_parts(vcard::Card& card) const {
        std::vector<vcard::Property> kept;
        for (auto& property : card.properties) {
            const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& each) {
                return names(each.name, property);
            });
            if (!is_frame(property) && part == parts_.end()) {
                continue;
            }
            if (part != parts_.end() && part->without_value) {
                property.set_value("");
            }
            kept.push_back(std::move(property));
        }
        card.properties = std::move(kept);
    }

    std::optional<vcard::Version> version_;
    std::vector<Part> parts_;  // none: all
};

bool is_vcard(const std::string* type) {
    return type == nullptr || iequals(trim(*type), "text/vcard");
}

}  // namespace

std::unique_ptr<DataForm> cards_of_version(vcard::Version version) {
    return std::make_unique<AddressData>(version, std::vector<Part>());
}

Taken<std::unique_ptr<DataForm>> parse_address_data(const xml::Element& data) {
    constexpr Broken kUnsupported{{kCardDav, "supported-address-data"}};
    const auto* version = data.attribute({"", "version"});
    std::optional<vcard::Version> wanted;
    if (version != nullptr) {
        wanted = trim(*version) == "4.0" ? vcard::Version::k4_0 : vcard::Version::k3_0;
        if (*wanted == vcard::Version::k3_0 && trim(*version) != "3.0") {
            return kUnsupported;
        }
    }
    if (!is_vcard(data.attribute({"", "content-type"}))) {
        return kUnsupported;
    }
    std::vector<Part> parts;
    for (const auto& each : data.children) {
        const auto* name = each.attribute({"", "name"});
        const auto* without = each.attribute({"", "novalue"});
        if (each.is({kCardDav, "prop"}) && name != nullptr) {
            parts.push_back({property_name(*name), without != nullptr && *without == "yes"});
        }
    }
    return std::make_unique<AddressData>(wanted, std::move(parts));
}

}  // namespace syncgate::dav::carddav
