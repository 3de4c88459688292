// The reading of one content line. Lenient where the world is: names may hold what the grammar
// forbids, and parameters with a quote that nobody closes are not looked at.
#include <algorithm>

#include "base/text.h"
#include "formats/vcard/lines.h"
#include "formats/vcard/property.h"

namespace syncgate::vcard {
namespace {

// Where `wanted` first stands outside of quotes; npos.
std::size_t find_unquoted(std::string_view text, char wanted) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == wanted && !quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

std::string upper_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

// Source: RFC 6868 3.1.
std::string without_carets(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (value[i] != '^' || (next != 'n' && next != '^' && next != '\'')) {
            out += value[i];
            continue;
        }
        out += next == 'n' ? '\n' : next == '\'' ? '"' : '^';
        ++i;
    }
    return out;
}

std::string parameter_value(std::string_view written, Version version) {
    if (written.size() >= 2 && written.front() == '"' && written.back() == '"') {
        written = written.substr(1, written.size() - 2);
    }
    return version == Version::k2_1 ? std::string(written) : without_carets(written);
}

Parameter read_parameter(std::string_view written, Version version) {
    Parameter parameter;
    parameter.written = written;
    std::string_view values = written;
    if (const auto equals = written.find('='); equals != std::string_view::npos) {
        parameter.name = upper_ascii(trim(written.substr(0, equals)));
        values = written.substr(equals + 1);
    }
    for (;;) {
        const auto comma = find_unquoted(values, ',');
        parameter.values.push_back(parameter_value(values.substr(0, comma), version));
        if (comma == std::string_view::npos) {
            return parameter;
        }
        values.remove_prefix(comma + 1);
    }
}

}  // namespace

Property Property::stranger(std::string source, Version version) {
    Property property;
    property.source_ = std::move(source);
    property.version_ = version;
    return property;
}

std::optional<LineParts> parts_of(std::string_view line) {
    // Names are short: no search beats this.
    std::size_t head_end = 0;
    while (head_end < line.size() && line[head_end] != ';' && line[head_end] != ':') {
        if (line[head_end++] == '"') {
            return std::nullopt;
        }
    }
    const auto rest = line.substr(head_end);
    const auto unquoted = find_unquoted(rest, ':');
    const auto colon = unquoted != std::string_view::npos ? unquoted : rest.find(':');
    const auto name = trim(line.substr(0, head_end));
    if (colon == std::string_view::npos || name.empty()) {
        return std::nullopt;
    }
    LineParts parts;
    parts.head = line.substr(0, head_end);
    const auto dot = name.rfind('.');
    const bool grouped = dot != std::string_view::npos && dot > 0 && dot + 1 < name.size();
    parts.group = grouped ? name.substr(0, dot) : "";
    parts.name = grouped ? name.substr(dot + 1) : name;
    if (unquoted != std::string_view::npos) {
        parts.parameters = rest.substr(0, colon);
    }
    parts.value = rest.substr(colon + 1);
    return parts;
}

std::size_t count_parameters(const LineParts& parts) {
    std::size_t count = 0;
    for (auto rest = parts.parameters; !rest.empty(); ++count) {
        rest.remove_prefix(1);  // the semicolon
        rest.remove_prefix(std::min(find_unquoted(rest, ';'), rest.size()));
    }
    return count;
}

Property Property::parsed(std::string_view line, std::string source, Version version) {
    const auto parts = parts_of(line);
    return parts ? parsed(*parts, std::move(source), version)
                 : stranger(std::move(source), version);
}

Property Property::parsed(const LineParts& parts, std::string source, Version version) {
    Property property;
    property.version_ = version;
    property.source_ = std::move(source);
    property.value_ = parts.value;
    property.head_ = parts.head;
    property.group_ = parts.group;
    property.name_ = upper_ascii(parts.name);
    for (auto rest = parts.parameters; !rest.empty();) {
        rest.remove_prefix(1);  // the semicolon
        const auto end = std::min(find_unquoted(rest, ';'), rest.size());
        property.parameters_.push_back(read_parameter(rest.substr(0, end), version));
        rest.remove_prefix(end);
    }
    return property;
}

}  // namespace syncgate::vcard
