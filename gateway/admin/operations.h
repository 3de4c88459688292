// What an administrator can do, once: the command line calls it directly while no server runs, and
// through the socket while one does.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/device.h"
#include "store/audit.h"
#include "store/groups.h"
#include "store/regime.h"
#include "store/store.h"

namespace syncgate::store {
class Change;
}

namespace syncgate::admin {

struct Call {
    std::string name;                           // "account-add"
    std::map<std::string, std::string> values;  // "address" -> "u1@example.org"
    std::string_view body;                      // a password, a message; borrowed

    // "" when there is none.
    [[nodiscard]] std::string value(const std::string& key) const;
};

class Operations {
  public:
    // What the server that runs knows of a device beside the store: why it pauses; "" for nothing.
    using Remark = std::function<std::string(AccountId, const std::string& device)>;

    // Who is told beside the store; each may be empty.
    struct Told {
        std::function<void()> everybody_looks;  // policies or rules changed: whoever waits
        std::function<void(const store::AuditRecord&)> decided;
    };

    // `forget_logins` is told of accounts whose password or standing changed; each may be empty.
    Operations(store::Store& store, std::function<void(AccountId)> forget_logins, Told told = {},
               Remark remark = {})
        : store_(store),
          forget_logins_(std::move(forget_logins)),
          told_(std::move(told)),
          remark_(std::move(remark)) {}

    // The text that the command prints. Errors: kUnsupported (no such operation), and its own.
    Result<std::string> run(const Call& call);

  private:
    using Function = Result<std::string> (Operations::*)(const Call&);
    struct Row;
    static const Row kRows[];

    Result<std::string> domain_add(const Call& call);
    Result<std::string> domain_list(const Call& call);
    Result<std::string> account_add(const Call& call);
    Result<std::string> account_list(const Call& call);
    Result<std::string> account_password(const Call& call);
    Result<std::string> account_delete(const Call& call);
    Result<std::string> account_enabled(const Call& call);
    Result<std::string> account_elsewhere(const Call& call);
    Result<std::string> account_name(const Call& call);
    Result<std::string> account_quota(const Call& call);
    Result<std::string> account_recover(const Call& call);
    Result<std::string> account_collected(const Call& call);
    Result<std::string> alias_add(const Call& call);
    Result<std::string> alias_list(const Call& call);
    Result<std::string> alias_remove(const Call& call);
    Result<std::string> contacts_export(const Call& call);
    Result<std::string> certificate_add(const Call& call);
    Result<std::string> certificate_list(const Call& call);
    Result<std::string> certificate_remove(const Call& call);
    Result<std::string> push_list(const Call& call);
    Result<std::string> account_touch(const Call& call);
    Result<std::string> message_import(const Call& call);
    Result<std::string> message_list(const Call& call);
    Result<std::string> message_get(const Call& call);
    Result<std::string> device_list(const Call& call);
    Result<std::string> device_trace(const Call& call);
    Result<std::string> device_retry(const Call& call);
    Result<std::string> device_show(const Call& call);
    Result<std::string> device_access(const Call& call);
    Result<std::string> device_wipe(const Call& call);
    Result<std::string> device_unwipe(const Call& call);
    Result<std::string> device_forget(const Call& call);
    Result<std::string> device_resync(const Call& call);
    Result<std::string> rule_add(const Call& call);
    Result<std::string> rule_list(const Call& call);
    Result<std::string> rule_remove(const Call& call);
    Result<std::string> policy_show(const Call& call);
    Result<std::string> policy_list(const Call& call);
    Result<std::string> policy_set(const Call& call);
    Result<std::string> policy_clear(const Call& call);
    Result<std::string> account_protocols(const Call& call);
    Result<std::string> audit(const Call& call);
    Result<std::string> account_layers(const Call& call);
    Result<std::string> device_layers(const Call& call);
    Result<std::string> group_add(const Call& call);
    Result<std::string> group_list(const Call& call);
    Result<std::string> group_delete(const Call& call);
    Result<std::string> group_join(const Call& call);
    Result<std::string> group_leave(const Call& call);
    Result<std::string> group_book_add(const Call& call);
    Result<std::string> group_book_list(const Call& call);
    Result<std::string> group_book_remove(const Call& call);
    Result<std::string> group_book_right(const Call& call);
    Result<std::string> share_add(const Call& call);
    Result<std::string> share_list(const Call& call);
    Result<std::string> share_remove(const Call& call);
    Result<std::string> outbox_list(const Call& call);
    Result<std::string> outbox_show(const Call& call);
    Result<std::string> outbox_retry(const Call& call);
    Result<std::string> outbox_remove(const Call& call);
    Result<std::string> check(const Call& call);
    Result<std::string> store_check(const Call& call);
    Result<std::string> alive(const Call& call);

    // What an administrator does to a device.
    struct Decision {
        std::function<Result<void>(store::Change&, Device&)> change;
        std::string event, detail, told;
    };
    struct Decided {
        std::string account, device, event, detail;
    };
    Result<std::string> decide(const Call& call, const Decision& decision);
    // `text`, once the decision is in the audit.
    Result<std::string> recorded(const Decided& decided, std::string text);
    Result<std::vector<Device>> devices_of(AccountId id);
    // Why the device pauses; "" when it does not.
    [[nodiscard]] std::string pauses(AccountId account, const Device& device) const;
    // How many items are set aside for it.
    Result<std::size_t> set_aside(AccountId id, const Device& device);
    // An address, all, domain:NAME or group:NAME.
    Result<store::PolicyScope> scope_of(const std::string& name);
    Result<void> wake(const store::PolicyScope& scope);

    Result<std::shared_ptr<store::Account>> account_of(const Call& call);
    // The account that is named, or all whose mail waits for the relay.
    Result<std::vector<AccountId>> waiting_of(const Call& call);
    Result<store::Share> share_of(const Call& call, bool must_be_there);
    std::string folder_name(const store::Share& share);
    Result<std::map<AccountId, std::string>> addresses_by_id();

    store::Store& store_;
    std::function<void(AccountId)> forget_logins_;
    Told told_;
    Remark remark_;
};

}  // namespace syncgate::admin
