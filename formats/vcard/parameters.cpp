// Parameters changed: types, and what another version needs. Source: RFC 6868 3.2.
#include <algorithm>

#include "base/text.h"
#include "formats/vcard/property.h"
#include "formats/vcard/text.h"

namespace syncgate::vcard {
namespace {

// What 2.1 and 3.0 can't say in a parameter is said in another way there.
std::string written_value(std::string_view value, Version version) {
    std::string out;
    for (const char c : value) {
        const bool special = c == '\n' || c == '"' || (c == '^' && version == Version::k4_0);
        if (!special) {
            out += c == '\r' ? ' ' : c;
        } else if (version == Version::k4_0) {
            out += c == '\n' ? "^n" : c == '"' ? "^'" : "^^";
        } else {
            out += c == '\n' ? ' ' : '\'';
        }
    }
    const bool quoted = out.find_first_of(":;,") != std::string::npos;
    return quoted && version != Version::k2_1 ? '"' + out + '"' : out;
}

void write_again(Parameter& parameter, Version version) {
    std::string written;
    for (const auto& value : parameter.values) {
        written += (written.empty() ? "" : ",") + written_value(value, version);
    }
    parameter.written = parameter.name.empty() ? written : parameter.name + '=' + written;
}

}  // namespace

void Property::set_parameter(std::string_view name, std::string_view value) {
    Parameter added{std::string(name), {std::string(value)}, {}};
    write_again(added, version_);
    source_.clear();
    const auto found =
        std::find_if(parameters_.begin(), parameters_.end(),
                     [&](const Parameter& each) { return !name.empty() && each.name == name; });
    if (found == parameters_.end()) {
        parameters_.push_back(std::move(added));
    } else {
        *found = std::move(added);
    }
}

void Property::remove_parameter(std::string_view name) {
    if (std::erase_if(parameters_, [&](const Parameter& each) { return each.name == name; }) > 0) {
        source_.clear();
    }
}

void Property::add_type(std::string_view type) {
    if (has_type(type)) {
        return;
    }
    source_.clear();
    const auto types = std::find_if(parameters_.begin(), parameters_.end(),
                                    [](const Parameter& each) { return each.name == "TYPE"; });
    if (version_ == Version::k2_1 || types == parameters_.end()) {
        parameters_.push_back(
            {version_ == Version::k2_1 ? "" : "TYPE", {std::string(type)}, std::string()});
        write_again(parameters_.back(), version_);
        return;
    }
    types->values.emplace_back(type);
    write_again(*types, version_);
}

void Property::remove_type(std::string_view type) {
    for (auto& parameter : parameters_) {
        if ((parameter.name == "TYPE" || parameter.name.empty()) &&
            std::erase_if(parameter.values, [&](const auto& each) { return iequals(each, type); }) >
                0) {
            write_again(parameter, version_);
            source_.clear();
        }
    }
    std::erase_if(parameters_, [](const Parameter& each) { return each.values.empty(); });
}

// The value as `version` escapes it, without an encoding. In 2.1 a comma in text is no separator.
std::string Property::escaped_for(Version version) const {
    constexpr std::string_view kLists[] = {"CATEGORIES", "NICKNAME", "PHOTO", "URL", "GEO"};
    const bool commas_stay =
        version_ != Version::k2_1 ||
        std::find(std::begin(kLists), std::end(kLists), name_) != std::end(kLists);
    if (is_plain() && commas_stay) {
        return value_;
    }
    if (commas_stay) {  // the separators of a list, and the escapes beside them
        return with_line_escapes(unix_lines(decoded(value_)));
    }
    std::string out;
    const auto pieces = components();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        out += (i == 0 ? "" : ";") + escape(pieces[i], version);
    }
    return out;
}

void Property::assume(Version version) {
    if (version == version_ || name_.empty()) {
        return;
    }
    if (!is_base64()) {
        value_ = escaped_for(version);
        remove_encoding();
    }
    version_ = version;
    for (auto& parameter : parameters_) {
        if (parameter.name.empty() && version != Version::k2_1) {
            parameter.name = "TYPE";
        }
        write_again(parameter, version);
    }
    source_.clear();
}

}  // namespace syncgate::vcard
