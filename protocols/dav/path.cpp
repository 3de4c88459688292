#include "protocols/dav/path.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/hex.h"
#include "base/text.h"

namespace syncgate::dav {
namespace {

constexpr std::string_view kRootSegment = "dav";
constexpr std::string_view kPrincipalsSegment = "principals";
constexpr std::string_view kFilesSegment = "files";
constexpr std::string_view kNoticesSegment = "notifications";
constexpr std::string_view kDirectorySegment = "directory";
constexpr std::string_view kGroupsSegment = "groups";  // a user of that name is one by his address

Error no_such_path() {
    return {ErrorCode::kNotFound, "dav: no such path"};
}

// What follows "scheme://host"; the whole of a path.
std::string_view without_host(std::string_view path) {
    const auto scheme = path.find("://");
    if (path.starts_with('/') || scheme == std::string_view::npos) {
        return path;
    }
    const auto slash = path.find('/', scheme + 3);
    return slash == std::string_view::npos ? "/" : path.substr(slash);
}

// The segments of a path: what they say, and as they were sent.
struct Segments {
    std::vector<std::string> said;
    std::vector<std::string_view> sent;
};

Result<Segments> segments_of(std::string_view path) {
    path = path.substr(0, path.find_first_of("?#"));
    if (!path.starts_with('/')) {
        return no_such_path();
    }
    Segments segments;
    for (const auto sent : split(path, '/')) {
        if (sent.empty()) {  // clients put a '/' behind an href that ends in one
            continue;
        }
        auto said = decode_segment(sent);
        if (!said) {
            return said.error();
        }
        segments.said.push_back(*std::move(said));
        segments.sent.push_back(sent);
    }
    return segments;
}

const BookClass* class_of(std::string_view segment) {
    const auto all = book_classes();
    const auto it = std::find_if(all.begin(), all.end(), [&](const BookClass* each) {
        return each->facts().segment == segment;
    });
    return it == all.end() ? nullptr : *it;
}

// Below the principals, by what follows them. Errors: kNotFound.
Result<Place> principal_place(const std::vector<std::string>& segments) {
    Place place;
    const bool groups = !segments.empty() && segments[0] == kGroupsSegment;
    if (segments.empty()) {
        place.kind = Kind::kPrincipals;
    } else if (segments.size() == 1) {
        place.kind = groups ? Kind::kGroups : Kind::kPrincipal;
        place.user = groups ? "" : segments[0];
    } else if (groups && segments.size() == 2) {
        place.kind = Kind::kGroup;
        place.group = segments[1];
    } else {
        return no_such_path();
    }
    return place;
}

// Below the notices. Errors: kNotFound.
Result<Place> notice_place(const std::vector<std::string>& segments) {
    if (segments.empty() || segments.size() > 2) {
        return no_such_path();
    }
    Place place;
    place.kind = segments.size() == 1 ? Kind::kNotices : Kind::kNotice;
    place.user = segments[0];
    place.name = segments.size() == 1 ? "" : segments[1];
    return place;
}

// Below the directory, by what follows it. Errors: kNotFound.
Result<Place> directory_place(const std::vector<std::string>& segments) {
    if (segments.size() > 1) {
        return no_such_path();
    }
    Place place;
    place.kind = segments.empty() ? Kind::kDirectory : Kind::kEntry;
    place.books = &directory_class();
    place.name = segments.empty() ? "" : segments[0];
    return place;
}

// A segment of its own, with the '/' behind it.
std::string below(std::string path, std::string_view segment) {
    return path.append(segment).append("/");
}

// The path among files that is answered: in one encoding, but for '@', which stays as it was sent.
std::string answered_path(const Segments& segments) {
    std::string path = "/";
    for (std::size_t i = 0; i < segments.said.size(); ++i) {
        const bool plain = segments.sent[i].find('@') != std::string_view::npos;
        path = below(std::move(path),
                     plain ? encode_segment(segments.said[i]) : encode_name(segments.said[i]));
    }
    return path;
}

// "/dav/files/USER/...", or "/dav/USER/files/...". nullopt: none of these.
std::optional<Place> place_of_files(const Segments& all) {
    const auto& segments = all.said;
    const bool turned = segments.size() > 2 && segments[1] != kFilesSegment &&
                        segments[1] != kPrincipalsSegment && segments[1] != kNoticesSegment &&
                        segments[1] != kDirectorySegment && class_of(segments[1]) == nullptr &&
                        segments[2] == kFilesSegment;
    if (!turned && segments[1] != kFilesSegment) {
        return std::nullopt;
    }
    Place place;
    place.kind = segments.size() == 2   ? Kind::kFileHomes
                 : segments.size() == 3 ? Kind::kFolder
                                        : Kind::kFile;
    if (segments.size() > 2) {
        place.user = segments[turned ? 1 : 2];
        place.files = answered_path(all);
        place.names.assign(segments.begin() + 3, segments.end());
    }
    return place;
}

}  // namespace

Result<std::string> decode_segment(std::string_view segment) {
    std::string out;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            out += segment[i];
            continue;
        }
        const auto byte = hex_decode(segment.substr(i + 1, 2));
        if (!byte || byte->size() != 1) {
            return Error{ErrorCode::kMalformed, "dav: a broken percent-encoding"};
        }
        out += *byte;
        i += 2;
    }
    const bool odd = std::any_of(out.begin(), out.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (odd || !is_utf8(out)) {
        return Error{ErrorCode::kMalformed, "dav: a path that is no text"};
    }
    return out;
}

std::string encode_segment(std::string_view text) {
    constexpr std::string_view kPlain = "-._~@";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || kPlain.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
            continue;
        }
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 0xfU];
    }
    return out;
}

std::string encode_name(std::string_view text) {
    std::string out;
    for (const auto piece : split(text, '@')) {
        out += (piece.data() == text.data() ? "" : "%40") + encode_segment(piece);
    }
    return out;
}

Result<Place> parse_path(std::string_view path) {
    const auto all = segments_of(without_host(path));
    if (!all) {
        return all.error();
    }
    const auto& segments = all->said;
    Place place;
    if (segments.empty() || (segments.size() == 1 && segments[0] == kRootSegment)) {
        return place;
    }
    if (segments.size() < 2 || segments[0] != kRootSegment ||
        std::any_of(segments.begin(), segments.end(),
                    [](const std::string& each) { return each == "." || each == ".."; })) {
        return no_such_path();
    }
    if (auto files = place_of_files(*all)) {
        return *std::move(files);
    }
    if (segments[1] == kPrincipalsSegment) {
        return principal_place({segments.begin() + 2, segments.end()});
    }
    if (segments[1] == kNoticesSegment) {
        return notice_place({segments.begin() + 2, segments.end()});
    }
    if (segments[1] == kDirectorySegment) {
        return directory_place({segments.begin() + 2, segments.end()});
    }
    place.books = class_of(segments[1]);
    if (place.books == nullptr || segments.size() > 5) {
        return no_such_path();
    }
    constexpr Kind kBookKinds[] = {Kind::kHomes, Kind::kHome, Kind::kBook, Kind::kItem};
    const std::size_t depth = segments.size() - 2;
    place.kind = kBookKinds[depth];
    std::string* const parts[] = {&place.user, &place.book, &place.name};
    for (std::size_t i = 0; i < depth; ++i) {
        *parts[i] = segments[i + 2];
    }
    return place;
}

std::string root_path() {
    return below("/", kRootSegment);
}

std::string principals_path() {
    return below(root_path(), kPrincipalsSegment);
}

std::string principal_path(std::string_view user) {
    return below(principals_path(), encode_segment(user));
}

std::string directory_path() {
    return below(root_path(), kDirectorySegment);
}

std::string file_homes_path() {
    return below(root_path(), kFilesSegment);
}

std::string files_path(std::string_view user) {
    return below(file_homes_path(), encode_name(user));
}

std::string groups_path() {
    return below(principals_path(), kGroupsSegment);
}

std::string group_path(std::string_view group) {
    return below(groups_path(), encode_segment(group));
}

std::string notices_path(std::string_view user) {
    return below(below(root_path(), kNoticesSegment), encode_segment(user));
}

std::string homes_path(const BookClass& books) {
    return below(root_path(), books.facts().segment);
}

std::string home_path(const BookClass& books, std::string_view user) {
    return below(homes_path(books), encode_segment(user));
}

}  // namespace syncgate::dav
