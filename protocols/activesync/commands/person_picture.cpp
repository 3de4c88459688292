#include "protocols/activesync/commands/person_picture.h"

#include "base/base64.h"
#include "base/text.h"

namespace syncgate::activesync {
namespace {

enum PictureStatus : int { kOk = 1, kNone = 173, kTooLarge = 174, kTooMany = 175 };

// False: it is no number. What is absent leaves the limit as it is.
bool read_limit(const wbxml::Element& picture, wbxml::Tag tag, std::uint64_t& limit) {
    const auto text = picture.text(tag);
    const auto value = text ? parse_uint(*text) : std::optional(limit);
    limit = value.value_or(limit);
    return value.has_value();
}

}  // namespace

std::optional<PictureLimits> picture_limits(const wbxml::Element& picture,
                                            const PictureTags& tags) {
    PictureLimits limits;
    const bool good = read_limit(picture, tags.max_size, limits.size) &&
                      read_limit(picture, tags.max_pictures, limits.pictures);
    return good ? std::optional(limits) : std::nullopt;
}

void add_picture(wbxml::Element& person, std::string_view picture, PictureLimits& limits,
                 const PictureTags& tags) {
    auto& element = person.add(tags.picture);
    const int within = picture.size() > limits.size ? kTooLarge
                       : limits.pictures == 0       ? kTooMany
                                                    : kOk;
    const int status = picture.empty() ? kNone : within;
    element.add(tags.status, status);
    if (status == kOk) {
        element.add(tags.opaque ? wbxml::Element::opaque(tags.data, std::string(picture))
                                : wbxml::Element(tags.data, base64_encode(picture)));
        --limits.pictures;
    }
}

}  // namespace syncgate::activesync
