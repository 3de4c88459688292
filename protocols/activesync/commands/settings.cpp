#include "protocols/activesync/commands/settings.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/device_information.h"
#include "protocols/activesync/status.h"
#include "store/directory.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace settings = wbxml::settings;

// Source: MS-ASCMD 2.2.3.177.15 Status (Settings).
enum SettingsStatus : int {
    kOk = 1,
    kProtocolError = 2,
    kServerUnavailable = 4,
    kBadArguments = 5,
    kDeniedByPolicy = 7,
};

Element only_status(wbxml::Tag tag, int status) {
    Element element(tag);
    element.add(settings::kStatus, status);
    return element;
}

Element set_device_information(Context& context, const Element& asked) {
    if (!asked.has(settings::kSet)) {
        return only_status(settings::kDeviceInformation, kProtocolError);
    }
    auto kept = context.account->note([&](store::Note& note) -> Result<bool> {
        auto device = note.device(context.device.id);
        if (!device) {
            return Error{ErrorCode::kNotFound, "the device is gone"};
        }
        device->information = device_information(asked);
        note.update_device(*device);
        return true;
    });
    return only_status(settings::kDeviceInformation, kept ? kOk : kServerUnavailable);
}

Element user_information(Context& context, const Element& asked) {
    if (!asked.has(settings::kGet)) {
        return only_status(settings::kUserInformation, kProtocolError);
    }
    const auto addresses =
        context.services.store.directory().sender_addresses(context.account->id());
    if (!addresses) {
        return only_status(settings::kUserInformation, kServerUnavailable);
    }
    Element answer = only_status(settings::kUserInformation, kOk);
    Element& get = answer.add(settings::kGet);
    const bool accounts = context.version >= Version::k14_1;
    Element& holder = accounts ? get.add(settings::kAccounts).add(settings::kAccount) : get;
    Element& list = holder.add(settings::kEmailAddresses);
    for (const auto& address : *addresses) {
        list.add(settings::kSMTPAddress, address);
    }
    if (accounts && !addresses->empty()) {
        list.add(settings::kPrimarySmtpAddress, addresses->front());
    }
    return answer;
}

// There is no away service yet: it is off, and a change of it is refused, so that nobody believes
// in one.
Element out_of_office(Context&, const Element& asked) {
    if (asked.has(settings::kSet) || !asked.has(settings::kGet)) {
        return only_status(settings::kOof, kProtocolError);
    }
    Element answer = only_status(settings::kOof, kOk);
    answer.add(settings::kGet).add(settings::kOofState, 0);
    return answer;
}

// The policy does not keep recovery passwords.
Element device_password(Context&, const Element& asked) {
    constexpr std::size_t kMaxPassword = 255;
    const Element* set = asked.child(settings::kSet);
    const auto password = set == nullptr ? std::nullopt : set->text(settings::kPassword);
    if (!password) {
        return only_status(settings::kDevicePassword, kProtocolError);
    }
    return only_status(settings::kDevicePassword,
                       password->size() > kMaxPassword ? kBadArguments : kDeniedByPolicy);
}

Element rights_management(Context&, const Element&) {
    return only_status(settings::kRightsManagementInformation,
                       static_cast<int>(CommonStatus::kRightsManagementDisabled));
}

struct Row {
    wbxml::Tag tag;
    Element (*run)(Context&, const Element&);
};

constexpr Row kRows[] = {
    {settings::kDeviceInformation, set_device_information},
    {settings::kUserInformation, user_information},
    {settings::kOof, out_of_office},
    {settings::kDevicePassword, device_password},
    {settings::kRightsManagementInformation, rights_management},
};

}  // namespace

Answer run_settings(Context& context, const Element* root) {
    Element answer(settings::kSettings);
    answer.add(settings::kStatus, static_cast<int>(kOk));
    int known = 0;
    for (const auto& asked : root->children()) {
        for (const auto& row : kRows) {
            if (row.tag == asked.tag()) {
                answer.add(row.run(context, asked));
                ++known;
            }
        }
    }
    if (known == 0 || root->children().size() != static_cast<std::size_t>(known)) {
        return only_status(settings::kSettings, kProtocolError);
    }
    return answer;
}

}  // namespace syncgate::activesync
