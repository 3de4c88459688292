#include "formats/words/caseless.h"

#include <algorithm>
#include <memory>

#include <glib.h>

#include "base/text.h"

namespace syncgate::words {
namespace {

struct Freed {
    void operator()(gchar* text) const { g_free(text); }
};
using Owned = std::unique_ptr<gchar, Freed>;

}  // namespace

std::string caseless(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (plain || !is_utf8(text)) {
        return lower_ascii(text);
    }
    const Owned folded(g_utf8_casefold(text.data(), static_cast<gssize>(text.size())));
    const Owned composed(g_utf8_normalize(folded.get(), -1, G_NORMALIZE_ALL));
    return composed == nullptr ? lower_ascii(text) : std::string(composed.get());
}

}  // namespace syncgate::words
