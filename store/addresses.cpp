#include "store/addresses.h"

#include "base/text.h"

namespace syncgate::store {
namespace {

constexpr std::size_t kMaxAddressBytes = 320;  // RFC 3696 3

}  // namespace

bool is_domain_name(std::string_view name) {
    if (name.empty() || name.size() > 253) {
        return false;
    }
    for (const auto label : split(name, '.')) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
            return false;
        }
        for (const char c : label) {
            const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                                (static_cast<unsigned char>(c) & 0x80U) != 0;
            if (!letter) {
                return false;
            }
        }
    }
    return true;
}

std::optional<AddressParts> parts_of(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || address.size() > kMaxAddressBytes) {
        return std::nullopt;
    }
    AddressParts parts{lower_ascii(address.substr(0, at)), lower_ascii(address.substr(at + 1))};
    const bool bad = parts.local.find_first_of(" \t\r\n<>()[],;:\\\"@") != std::string::npos;
    for (const char c : parts.local) {
        if (static_cast<unsigned char>(c) < 0x20) {
            return std::nullopt;
        }
    }
    if (bad || !is_domain_name(parts.domain) || !is_utf8(parts.local)) {
        return std::nullopt;
    }
    return parts;
}

Result<AccountRecord> by_address(Connection& db, const std::string& address) {
    Query own(db, "SELECT " SYNCGATE_ACCOUNT_COLUMNS " FROM account WHERE address = $1", address);
    if (own.next()) {
        return record_of(own);
    }
    Query alias(db,
                "SELECT " SYNCGATE_ACCOUNT_COLUMNS
                " FROM account WHERE id = (SELECT account FROM alias WHERE address = $1)",
                address);
    if (alias.next()) {
        return record_of(alias);
    }
    return Error{ErrorCode::kNotFound, "nobody has the address " + address};
}

bool is_taken(Connection& db, const std::string& address) {
    return by_address(db, address).has_value();
}

}  // namespace syncgate::store
