#include "gateway/net/address.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/text.h"

namespace syncgate::net {
namespace {

constexpr std::string_view kMapped{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};

std::string raw(const void* bytes, std::size_t size) {
    return {static_cast<const char*>(bytes), size};
}

// The 16 bytes of the address, IPv4 mapped.
std::optional<std::string> bytes_of(const std::string& host) {
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
        return std::string(kMapped) + raw(&v4, sizeof v4);
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) {
        return raw(&v6, sizeof v6);
    }
    return std::nullopt;
}

template <class T>
T as(const sockaddr_storage& storage) {
    T address;
    std::memcpy(&address, &storage, sizeof address);
    return address;
}

template <class T>
SocketAddress socket_address(const T& address) {
    SocketAddress made;
    std::memcpy(&made.storage, &address, sizeof address);
    made.size = sizeof address;
    return made;
}

std::string bytes_of(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) {
        const auto v4 = as<sockaddr_in>(address);
        return std::string(kMapped) + raw(&v4.sin_addr, sizeof v4.sin_addr);
    }
    if (address.ss_family == AF_INET6) {
        const auto v6 = as<sockaddr_in6>(address);
        return raw(&v6.sin6_addr, sizeof v6.sin6_addr);
    }
    return {};
}

bool same_prefix(std::string_view a, std::string_view b, unsigned bits) {
    const std::size_t whole = bits / 8;
    if (a.substr(0, whole) != b.substr(0, whole)) {
        return false;
    }
    const unsigned rest = bits % 8;
    if (rest == 0) {
        return true;
    }
    const unsigned mask = 0xffU << (8 - rest) & 0xffU;
    return ((static_cast<unsigned>(static_cast<unsigned char>(a[whole])) ^
             static_cast<unsigned>(static_cast<unsigned char>(b[whole]))) &
            mask) == 0;
}

}  // namespace

Result<SocketAddress> parse_address(const std::string& text) {
    const Error malformed{ErrorCode::kMalformed, "not ADDRESS:PORT: " + text};
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) {
        return malformed;
    }
    const auto port = parse_uint(std::string_view(text).substr(colon + 1));
    std::string host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    if (!port || *port > UINT16_MAX) {
        return malformed;
    }
    const std::uint16_t network_port = htons(static_cast<std::uint16_t>(*port));
    sockaddr_in v4{};
    if (!bracketed && inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = network_port;
        return socket_address(v4);
    }
    sockaddr_in6 v6{};
    if (bracketed && inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = network_port;
        return socket_address(v6);
    }
    return malformed;
}

std::string host_text(const sockaddr_storage& address) {
    const std::string bytes = bytes_of(address);
    if (bytes.empty()) {
        return {};
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool mapped = bytes.starts_with(kMapped);
    inet_ntop(mapped ? AF_INET : AF_INET6, bytes.data() + (mapped ? kMapped.size() : 0),
              text.data(), text.size());
    return text.data();
}

sockaddr_storage storage_of(const sockaddr& address) {
    sockaddr_storage storage{};
    storage.ss_family = address.sa_family;
    const std::size_t size = address.sa_family == AF_INET    ? sizeof(sockaddr_in)
                             : address.sa_family == AF_INET6 ? sizeof(sockaddr_in6)
                                                             : 0;
    std::memcpy(&storage, &address, size == 0 ? sizeof address.sa_family : size);
    return storage;
}

std::string to_text(const SocketAddress& address) {
    const auto port = as<sockaddr_in>(address.storage).sin_port;  // at one place in both families
    const std::string host = host_text(address.storage);
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(ntohs(port));
}

Result<AddressList> AddressList::parse(const std::vector<std::string>& texts) {
    AddressList list;
    for (const std::string& text : texts) {
        const std::size_t slash = text.find('/');
        auto bytes = bytes_of(text.substr(0, slash));
        const bool v4 = text.find(':') == std::string::npos;
        const auto bits = slash == std::string::npos
                              ? std::optional<std::uint64_t>(v4 ? 32 : 128)
                              : parse_uint(std::string_view(text).substr(slash + 1));
        if (!bytes || !bits || *bits > (v4 ? 32U : 128U)) {
            return Error{ErrorCode::kMalformed, "not an address or network: " + text};
        }
        list.networks_.push_back(
            {std::move(*bytes), static_cast<unsigned>(*bits) + (v4 ? 96U : 0U)});
    }
    return list;
}

bool AddressList::contains(const sockaddr_storage& address) const {
    const std::string bytes = bytes_of(address);
    return !bytes.empty() &&
           std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
               return same_prefix(network.bytes, bytes, network.bits);
           });
}

}  // namespace syncgate::net
