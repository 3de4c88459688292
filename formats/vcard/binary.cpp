#include "formats/vcard/binary.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "formats/mime/content.h"

namespace syncgate::vcard {
namespace {

constexpr std::string_view kDataScheme = "data:";
constexpr std::string_view kBase64Mark = ";base64,";

struct Signature {
    std::string_view bytes;
    std::size_t offset;
    std::string_view media_type;
};
constexpr Signature kSignatures[] = {
    {"\xff\xd8\xff", 0, "image/jpeg"},
    {"\x89PNG", 0, "image/png"},
    {"GIF8", 0, "image/gif"},
    {"WEBP", 8, "image/webp"},
};

// What comes before the subtype in 3.0's TYPE=JPEG.
std::string_view main_type(std::string_view property) {
    return property == "SOUND" ? "audio/" : property == "KEY" ? "application/" : "image/";
}

// The TYPE that names the format, not a place or a preference.
std::string declared_type(const Property& property) {
    if (const auto media = property.parameter("MEDIATYPE"); !media.empty()) {
        return lower_ascii(media);
    }
    for (const auto& parameter : property.parameters()) {
        for (const auto& value : parameter.values) {
            constexpr std::string_view kNoFormat[] = {"HOME", "WORK", "PREF", "BASE64", "B"};
            const bool format =
                std::none_of(std::begin(kNoFormat), std::end(kNoFormat),
                             [&](std::string_view each) { return iequals(each, value); });
            if ((parameter.name == "TYPE" || parameter.name.empty()) && format && !value.empty()) {
                const std::string type = lower_ascii(value);
                return type.find('/') == std::string::npos
                           ? std::string(main_type(property.name())) + type
                           : type;
            }
        }
    }
    return {};
}

std::optional<Binary> made(std::string bytes, std::string media_type) {
    if (bytes.empty()) {
        return std::nullopt;
    }
    if (media_type.empty()) {
        media_type = image_type(bytes);
    }
    return Binary{std::move(bytes), std::move(media_type)};
}

std::optional<Binary> read_data_uri(std::string_view uri) {
    const auto mark = uri.find(kBase64Mark);
    if (mark == std::string_view::npos) {
        return std::nullopt;
    }
    const auto declared = uri.substr(kDataScheme.size(), mark - kDataScheme.size());
    return made(mime::undo_encoding(mime::Encoding::kBase64, uri.substr(mark + kBase64Mark.size())),
                lower_ascii(declared.substr(0, declared.find(';'))));
}

}  // namespace

std::string_view image_type(std::string_view bytes) {
    for (const auto& each : kSignatures) {
        if (bytes.size() > each.offset && bytes.substr(each.offset).starts_with(each.bytes)) {
            return each.media_type;
        }
    }
    return {};
}

std::optional<Binary> read_binary(const Property& property) {
    if (property.is_base64()) {
        return made(mime::undo_encoding(mime::Encoding::kBase64, property.value()),
                    declared_type(property));
    }
    if (istarts_with(trim(property.value()), kDataScheme)) {
        const std::string uri = property.text();
        return read_data_uri(trim(uri));
    }
    return std::nullopt;
}

void write_binary(Property& property, std::string_view bytes, std::string_view media_type) {
    const std::string type(media_type.empty() ? image_type(bytes) : media_type);
    property.remove_encoding();
    for (const auto* name : {"VALUE", "TYPE", "MEDIATYPE", ""}) {
        property.remove_parameter(name);
    }
    if (property.version() == Version::k4_0) {
        property.set_value("data:" + (type.empty() ? "application/octet-stream" : type) +
                           ";base64," + base64_encode(bytes));
        return;
    }
    property.set_parameter("ENCODING", property.version() == Version::k2_1 ? "BASE64" : "b");
    if (!type.empty()) {
        std::string subtype = type.substr(type.find('/') + 1);
        std::transform(subtype.begin(), subtype.end(), subtype.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        property.set_parameter("TYPE", subtype);
    }
    property.set_value(base64_encode(bytes));
}

}  // namespace syncgate::vcard
