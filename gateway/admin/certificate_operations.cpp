// Operations about the certificates with which mail to accounts is encrypted.
#include <fmt/format.h>

#include "base/hex.h"
#include "base/text.h"
#include "formats/x509/certificate.h"
#include "gateway/admin/operations.h"
#include "store/certificates.h"
#include "store/directory.h"

namespace syncgate::admin {

Result<std::string> Operations::certificate_add(const Call& call) {
    const auto account = store_.directory().find_login(call.value("account"));
    if (!account) {
        return account.error();
    }
    const auto found = x509::certificates_in(call.body);
    if (found.empty()) {
        return Error{ErrorCode::kMalformed, "the file holds no certificate, in PEM or DER"};
    }
    for (const auto& der : found) {
        if (auto added = store_.directory().certificates().add(account->id, der); !added) {
            return added.error();
        }
    }
    return std::string();
}

// A line each: fingerprint, day, addresses, subject.
Result<std::string> Operations::certificate_list(const Call& call) {
    const auto account = store_.directory().find_login(call.value("account"));
    if (!account) {
        return account.error();
    }
    const auto found = store_.directory().certificates().of(account->id);
    if (!found) {
        return found.error();
    }
    constexpr std::size_t kDate = 10;  // "2026-11-26"
    std::string text;
    for (const auto& der : *found) {
        const auto facts = x509::facts_of(der);
        text += fmt::format("{}\t{}\t{}\t{}\n", x509::fingerprint_of(der),
                            iso8601_millis(facts.until * 1000).substr(0, kDate),
                            fmt::join(facts.addresses, ","), facts.subject);
    }
    return text;
}

Result<std::string> Operations::certificate_remove(const Call& call) {
    const auto account = store_.directory().find_login(call.value("account"));
    if (!account) {
        return account.error();
    }
    const auto digest = hex_decode(call.value("fingerprint"));
    if (!digest) {
        return Error{ErrorCode::kMalformed, "a fingerprint is hexadecimal, as `list` shows it"};
    }
    const auto removed = store_.directory().certificates().remove(account->id, *digest);
    return removed ? Result<std::string>("") : removed.error();
}

}  // namespace syncgate::admin
