#include "protocols/activesync/commands/settings.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/device_information.h"
#include "protocols/activesync/commands/out_of_office.h"
#include "protocols/activesync/judging.h"
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

template <class F>
Result<bool> update_device(Context& context, F change) {
    return context.account->note([&](store::Note& note) -> Result<bool> {
        auto device = note.device(context.device.id);
        if (!device) {
            return Error{ErrorCode::kNotFound, "the device is gone"};
        }
        change(*device);
        note.update_device(*device);
        return true;
    });
}

Element set_device_information(Context& context, const Element& asked) {
    auto kept = update_device(
        context, [&](Device& device) { device.information = device_information(asked); });
    return only_status(settings::kDeviceInformation, kept ? kOk : kServerUnavailable);
}

// The one account of a mailbox; it has no AccountId, as only further ones do.
Element& add_account(Context& context, Element& get) {
    Element& account = get.add(settings::kAccounts).add(settings::kAccount);
    account.add(settings::kAccountName, context.who.address);
    const auto record = context.services.store.directory().find_login(context.who.address);
    if (record && !record->display_name.empty()) {
        account.add(settings::kUserDisplayName, record->display_name);
    }
    account.add(settings::kSendDisabled, 0);
    return account;
}

Element user_information(Context& context, const Element&) {
    const auto addresses =
        context.services.store.directory().sender_addresses(context.account->id());
    if (!addresses) {
        return only_status(settings::kUserInformation, kServerUnavailable);
    }
    Element answer = only_status(settings::kUserInformation, kOk);
    Element& get = answer.add(settings::kGet);
    const bool accounts = context.version >= Version::k14_1;
    Element& holder = accounts ? add_account(context, get) : get;
    Element& list = holder.add(settings::kEmailAddresses);
    for (const auto& address : *addresses) {
        list.add(settings::kSMTPAddress, address);
    }
    if (accounts && !addresses->empty()) {
        list.add(settings::kPrimarySmtpAddress, addresses->front());
    }
    return answer;
}

// Kept where the policy wants it, for the administrator to read; an empty one is none any more.
Element device_password(Context& context, const Element& asked) {
    constexpr std::size_t kMaxPassword = 255;
    const auto password = asked.child(settings::kSet)->text(settings::kPassword);
    if (password->size() > kMaxPassword) {
        return only_status(settings::kDevicePassword, kBadArguments);
    }
    if (!context.policy.flag("PasswordRecoveryEnabled")) {
        return only_status(settings::kDevicePassword, kDeniedByPolicy);
    }
    auto kept =
        update_device(context, [&](Device& device) { device.recovery_password = *password; });
    if (kept) {
        record_decision(context.services, *context.account, context.device.id, "device",
                        password->empty() ? "recovery-password-gone" : "recovery-password-kept",
                        "");
    }
    return only_status(settings::kDevicePassword, kept ? kOk : kServerUnavailable);
}

Element rights_management(Context&, const Element&) {
    return only_status(settings::kRightsManagementInformation,
                       static_cast<int>(CommonStatus::kRightsManagementDisabled));
}

bool has_set(const Element& asked) {
    return asked.has(settings::kSet);
}

bool has_get(const Element& asked) {
    return asked.has(settings::kGet);
}

bool has_either(const Element& asked) {
    return asked.has(settings::kGet) != asked.has(settings::kSet);
}

bool has_password(const Element& asked) {
    const Element* set = asked.child(settings::kSet);
    return set != nullptr && set->has(settings::kPassword);
}

struct Row {
    wbxml::Tag tag;
    bool (*well_formed)(const Element&);
    Element (*run)(Context&, const Element&);
};

constexpr Row kRows[] = {
    {settings::kDeviceInformation, has_set, set_device_information},
    {settings::kUserInformation, has_get, user_information},
    {settings::kOof, has_either, out_of_office},
    {settings::kDevicePassword, has_password, device_password},
    {settings::kRightsManagementInformation, has_get, rights_management},
};

// Null for what is no part of Settings.
const Row* find_row(wbxml::Tag tag) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                   [&](const Row& each) { return each.tag == tag; });
    return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

Answer run_settings(Context& context, const Element* root) {
    const auto& parts = root->children();
    const bool good = std::all_of(parts.begin(), parts.end(), [](const Element& asked) {
        const Row* row = find_row(asked.tag());
        return row != nullptr && row->well_formed(asked);
    });
    if (parts.empty() || !good) {  // before anything is done
        return only_status(settings::kSettings, kProtocolError);
    }
    Element answer(settings::kSettings);
    answer.add(settings::kStatus, static_cast<int>(kOk));
    for (const auto& asked : parts) {
        answer.add(find_row(asked.tag())->run(context, asked));
    }
    return answer;
}

}  // namespace syncgate::activesync
