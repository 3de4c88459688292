// A person's picture, within what the client asked for: in ResolveRecipients, and in the address
// list of Search and Find. Source: MS-ASCMD 2.2.3.130 Picture, 2.2.3.105 MaxPictures, 2.2.3.106
// MaxSize.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "formats/wbxml/element.h"

namespace syncgate::activesync {

struct PictureTags {
    wbxml::Tag picture, status, data, max_size, max_pictures;
    bool opaque = false;  // the data are bytes, not base64
};

struct PictureLimits {
    std::uint64_t size = std::numeric_limits<std::uint64_t>::max();      // bytes of one
    std::uint64_t pictures = std::numeric_limits<std::uint64_t>::max();  // of those not sent yet
};

// What a Picture of the options says; nullopt: what is no number.
std::optional<PictureLimits> picture_limits(const wbxml::Element& picture, const PictureTags& tags);

// Status 1 with the picture, or why it is not there: 173 none, 174 too large, 175 too many. One
// that is sent counts.
void add_picture(wbxml::Element& person, std::string_view picture, PictureLimits& limits,
                 const PictureTags& tags);

}  // namespace syncgate::activesync
