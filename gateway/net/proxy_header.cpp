#include "gateway/net/proxy_header.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace syncgate::net {
namespace {

constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t kFixed = 16;  // signature, version and command, family, length
constexpr unsigned kTypeSsl = 0x20;
constexpr unsigned kClientSsl = 0x01;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
}

std::string address_text(int family, std::string_view bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, bytes.data(), text.data(), text.size());
    return text.data();
}

bool names_tls(std::string_view extensions) {
    while (extensions.size() >= 3) {
        const std::size_t size = length_at(extensions, 1);
        if (extensions.size() < 3 + size) {
            return false;
        }
        if (byte_at(extensions, 0) == kTypeSsl && size >= 1) {
            return (byte_at(extensions, 3) & kClientSsl) != 0;
        }
        extensions.remove_prefix(3 + size);
    }
    return false;
}

}  // namespace

Result<ProxyHeader> read_proxy_header(std::string_view input) {
    const std::size_t compared = std::min(input.size(), kSignature.size());
    if (input.substr(0, compared) != kSignature.substr(0, compared)) {
        return Error{ErrorCode::kMalformed, "proxy: no header of version 2"};
    }
    ProxyHeader header;
    if (input.size() < kFixed) {
        return header;
    }
    const unsigned version_command = byte_at(input, 12);
    const std::size_t size = kFixed + length_at(input, 14);
    if (version_command >> 4U != 2 || (version_command & 0xfU) > 1 || size > kProxyHeaderMost) {
        return Error{ErrorCode::kMalformed, "proxy: version, command or length"};
    }
    if (input.size() < size) {
        return header;
    }
    header.size = size;
    if ((version_command & 0xfU) == 0) {
        return header;  // LOCAL: a health check of the proxy
    }
    const unsigned family = byte_at(input, 13) >> 4U;
    const std::string_view rest = input.substr(kFixed, size - kFixed);
    const std::size_t addresses = family == 1 ? 12 : family == 2 ? 36 : rest.size();
    if (rest.size() < addresses) {
        return Error{ErrorCode::kMalformed, "proxy: addresses cut off"};
    }
    if (family == 1 || family == 2) {
        header.address = address_text(family == 1 ? AF_INET : AF_INET6, rest);
        header.tls = names_tls(rest.substr(addresses));
    }
    return header;
}

}  // namespace syncgate::net
