// Rules by which devices are let in, and the audit of who decided what.
#include "base/text.h"
#include "gateway/admin/operations.h"
#include "model/device_rule.h"
#include "store/directory.h"
#include "store/regime.h"

namespace syncgate::admin {
namespace {

Result<std::int64_t> parse_rule_number(const std::string& text) {
    const auto number = parse_uint(text);
    if (!number || *number > static_cast<std::uint64_t>(kMaxKey)) {
        return Error{ErrorCode::kMalformed, "a rule has a number; device rule list has them"};
    }
    return static_cast<std::int64_t>(*number);
}

}  // namespace

Result<std::string> Operations::rule_add(const Call& call) {
    const std::string text = call.value("rule");
    const auto equals = text.find('=');
    const auto subject = parse_rule_subject(text.substr(0, equals));
    const auto access = parse_access(call.value("access"));
    if (!subject || equals == std::string::npos) {
        return Error{ErrorCode::kMalformed,
                     "a rule is SUBJECT=PATTERN; subjects are type, os, model, agent and count"};
    }
    if (!access || *access == Access::kByRule) {
        return Error{ErrorCode::kMalformed, "a rule says allow, quarantine or block"};
    }
    auto number =
        store_.directory().regime().add_rule({0, *subject, text.substr(equals + 1), *access});
    if (!number) {
        return number.error();
    }
    if (auto woken = wake({0, "all"}); !woken) {
        return woken.error();
    }
    return recorded(
        {"", "", "rule-added", std::to_string(*number) + " " + text + " " + call.value("access")},
        "rule " + std::to_string(*number) + " added\n");
}

Result<std::string> Operations::rule_list(const Call&) {
    auto rules = store_.directory().regime().rules();
    if (!rules) {
        return rules.error();
    }
    std::string out;
    for (const auto& rule : *rules) {
        out += std::to_string(rule.number) + "\t" + std::string(name_of(rule.subject)) + "=" +
               rule.pattern + "\t" + std::string(name_of(rule.access)) + "\n";
    }
    return out;
}

Result<std::string> Operations::rule_remove(const Call& call) {
    auto number = parse_rule_number(call.value("number"));
    if (!number) {
        return number.error();
    }
    if (auto removed = store_.directory().regime().remove_rule(*number); !removed) {
        return removed.error();
    }
    if (auto woken = wake({0, "all"}); !woken) {
        return woken.error();
    }
    return recorded({"", "", "rule-removed", std::to_string(*number)},
                    "rule " + std::to_string(*number) + " removed\n");
}

Result<std::string> Operations::recorded(const Decided& decided, std::string text) {
    store::AuditRecord record{
        0, 0, "administrator", decided.account, decided.device, decided.event, decided.detail};
    if (told_.decided) {
        told_.decided(record);
    }
    if (auto kept = store_.directory().audit().record(record); !kept) {
        return Error{kept.error().code, "it is done, but not in the audit: " + kept.error().detail};
    }
    return text;
}

Result<std::string> Operations::audit(const Call& call) {
    store::AuditQuery query{"", call.value("device"), 100};
    if (!call.value("account").empty()) {  // who may be deleted by now
        auto record = store_.directory().find_login(call.value("account"));
        query.account = record ? record->address : lower_ascii(call.value("account"));
    }
    if (const auto last = call.value("last"); !last.empty()) {
        constexpr std::uint64_t kMost = 100'000;
        const auto most = parse_uint(last);
        if (!most || *most == 0 || *most > kMost) {
            return Error{ErrorCode::kMalformed, "--last is 1 to 100000"};
        }
        query.most = static_cast<int>(*most);
    }
    auto records = store_.directory().audit().records(query);
    if (!records) {
        return records.error();
    }
    std::string out;
    for (const auto& each : *records) {
        out += iso8601_millis(each.at * 1000).substr(0, 19) + "\t" + each.by + "\t" + each.account +
               "\t" + to_plain_line(each.device) + "\t" + each.event + "\t" +
               to_plain_line(each.detail) + "\n";
    }
    return out;
}

}  // namespace syncgate::admin
