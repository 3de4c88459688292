#include "protocols/activesync/items/contact_names.h"

#include <array>
#include <initializer_list>
#include <utility>

namespace syncgate::activesync {
namespace {

std::string joined(std::initializer_list<std::string_view> parts,
                   std::string_view separator = " ") {
    std::string out;
    for (const auto part : parts) {
        out.append(out.empty() || part.empty() ? "" : separator).append(part);
    }
    return out;
}

std::string whole(const Names& n) {
    return joined({n.title, n.first, n.middle, n.last, n.suffix});
}

// The ways in which programs put a name together, the fullest first.
using Composition = std::string (*)(const Names&);
constexpr Composition kCompositions[] = {
    whole,
    [](const Names& n) {
        return joined({n.first, n.middle, n.last, n.suffix});
    },
    [](const Names& n) {
        return joined({n.first, n.middle, n.last});
    },
    [](const Names& n) {
        return joined({n.title, n.first, n.last});
    },
    [](const Names& n) {
        return joined({n.first, n.last});
    },
    [](const Names& n) {
        return joined({n.last, joined({n.first, n.middle})}, ", ");
    },
    [](const Names& n) {
        return joined({n.last, n.first}, ", ");
    },
    [](const Names& n) {
        return joined({n.last, n.first});
    },
    [](const Names& n) { return n.last + n.first; },
};
constexpr Composition kStandIns[] = {
    [](const Names& n) { return n.company; },
    [](const Names& n) { return n.reached_at; },
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// `text` with the first whole word, or words, `from` replaced.
std::string with_words(std::string_view text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); !from.empty() && at != std::string_view::npos;
         at = text.find(from, at + 1)) {
        const auto end = at + from.size();
        if ((at > 0 && is_letter(text[at - 1])) || (end < text.size() && is_letter(text[end]))) {
            continue;
        }
        std::string_view rest = text.substr(end);
        if (to.empty() && rest.starts_with(' ')) {
            rest.remove_prefix(1);
        }
        return std::string(text.substr(0, at)).append(to).append(rest);
    }
    return std::string(text);
}

std::string with_new_parts(std::string_view formatted, const Names& before, const Names& after) {
    std::string out(formatted);
    for (const auto part :
         {&Names::title, &Names::first, &Names::middle, &Names::last, &Names::suffix}) {
        if (before.*part != after.*part) {
            out = with_words(out, before.*part, after.*part);
        }
    }
    return out;
}

}  // namespace

std::string best_name(const Names& names) {
    if (auto name = whole(names); !name.empty()) {
        return name;
    }
    return names.company.empty() ? names.reached_at : names.company;
}

std::string following_name(std::string_view formatted, const Names& before, const Names& after) {
    if (formatted.empty()) {
        return best_name(after);
    }
    if (before == after) {
        return std::string(formatted);
    }
    for (const auto compose : kCompositions) {
        if (compose(before) == formatted) {
            std::string name = compose(after);
            return name.empty() ? best_name(after) : name;
        }
    }
    for (const auto compose : kStandIns) {
        if (compose(before) == formatted) {
            return best_name(after);
        }
    }
    return with_new_parts(formatted, before, after);
}

}  // namespace syncgate::activesync
