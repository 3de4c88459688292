#include "protocols/activesync/commands/remote_wipe.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/judging.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace provision = wbxml::provision;

// Source: MS-ASPROV 2.2.2.54 Status.
enum ProvisionStatus : int { kOk = 1, kProtocolError = 2, kServerError = 3 };
constexpr std::string_view kWiped = "1", kFailed = "2";

Element answer(int status) {
    Element root(provision::kProvision);
    root.add(provision::kStatus, status);
    return root;
}

const Element* report_in(const Element& root) {
    const Element* all = root.child(provision::kRemoteWipe);
    return all != nullptr ? all : root.child(provision::kAccountOnlyRemoteWipe);
}

// The partnership is over: nothing is left of its policy, nor of what it had synced.
Result<void> keep_done(Context& context) {
    auto kept = context.account->note([&](store::Note& note) -> Result<bool> {
        auto device = note.device(context.device.id);
        if (!device) {
            return Error{ErrorCode::kNotFound, "the device is gone"};
        }
        device->wipe = device->wipe == Wipe::kAccountPending ? Wipe::kAccountDone : Wipe::kDone;
        device->policy_key = device->policy_key_sent = 0;
        device->policy = device->policy_sent = 0;
        device->recovery_password.clear();
        note.update_device(*device);
        note.forget_sync(device->number);
        return true;
    });
    return kept ? Result<void>() : Result<void>(kept.error());
}

Answer directive(Context& context) {
    const bool account_only = context.device.wipe == Wipe::kAccountPending;
    record_decision(context.services, *context.account, context.device.id, "device", "wipe-sent",
                    account_only ? "account" : "device");
    Element root = answer(kOk);
    root.add(account_only ? provision::kAccountOnlyRemoteWipe : provision::kRemoteWipe);
    return root;
}

Answer reported(Context& context, std::string_view status) {
    if (status != kWiped && status != kFailed) {
        return answer(kProtocolError);
    }
    if (is_wiped(context.device)) {  // said again
        return answer(kOk);
    }
    if (status == kFailed) {
        record_decision(context.services, *context.account, context.device.id, "device",
                        "wipe-failed", "");
        return answer(kOk);
    }
    if (auto kept = keep_done(context); !kept) {
        context.services.log.error("provision_failed", {{"account", context.who.address},
                                                        {"reason", kept.error().detail}});
        return answer(kServerError);
    }
    record_decision(context.services, *context.account, context.device.id, "device", "wipe-done",
                    "");
    return answer(kOk);
}

}  // namespace

bool reports_wipe(const Element& root) {
    return report_in(root) != nullptr;
}

Answer run_remote_wipe(Context& context, const Element& root) {
    if (const Element* report = report_in(root)) {
        return reported(context, report->text(provision::kStatus).value_or(""));
    }
    return directive(context);
}

}  // namespace syncgate::activesync
