// The formatted name of a contact (FN), which ActiveSync does not know: what it is after the names
// changed that it was made of.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::activesync {

struct Names {
    std::string title{};
    std::string first{};
    std::string middle{};
    std::string last{};
    std::string suffix{};
    std::string company{};
    std::string reached_at{};  // an address or a number

    bool operator==(const Names&) const = default;
};

// The whole name, else the company, else where the contact is reached.
std::string best_name(const Names& names);

// The formatted name after its parts changed: one that was put together from the parts is put
// together again in the same way; in another one the parts that changed are replaced; what is
// neither stays as it is. Where there is none, best_name().
std::string following_name(std::string_view formatted, const Names& before, const Names& after);

}  // namespace syncgate::activesync
