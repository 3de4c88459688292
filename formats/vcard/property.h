// One property of a card: "group.NAME;PARAMETER=value:value". What it says is read from what is
// written, and a change is written into no more than it must be.
//
// Source: RFC 6350 3.3, RFC 6868 (carets in parameters), RFC 2426 4; vCard 2.1, 2.1.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "formats/vcard/version.h"

namespace syncgate::vcard {

struct LineParts;  // formats/vcard/lines.h

struct Parameter {
    std::string name;                 // upper case; "" for a bare value: "TEL;HOME" of 2.1
    std::vector<std::string> values;  // without quotes and carets
    std::string written;              // as it stands in the line
};

class Property {
  public:
    // A new one, with an empty value. `name` is upper case.
    Property(std::string name, Version version);
    // `line` without folds and without its end; `source` as it stands in the file. A line that is
    // no property (blank, without a colon) has no name.
    static Property parsed(std::string_view line, std::string source, Version version);
    // The same of a line that is cut already.
    static Property parsed(const LineParts& parts, std::string source, Version version);
    // Lines that nobody reads.
    static Property stranger(std::string source, Version version);

    [[nodiscard]] const std::string& name() const { return name_; }    // upper case
    [[nodiscard]] const std::string& group() const { return group_; }  // as written
    [[nodiscard]] const std::string& head() const { return head_; }    // "group.Name" as written
    [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
    [[nodiscard]] const std::string& value() const { return value_; }  // escaped and encoded
    [[nodiscard]] Version version() const { return version_; }
    // The bytes as they were read, folds and line end too; "" for a property that was made or
    // changed here.
    [[nodiscard]] const std::string& source() const { return source_; }

    // The first value of a parameter; "" when there is none. `name` is upper case.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    // Whether a TYPE, or a bare value, is `type` in any case.
    [[nodiscard]] bool has_type(std::string_view type) const;
    [[nodiscard]] bool is_quoted_printable() const;
    [[nodiscard]] bool is_base64() const;

    // The value as one text, as the components between its semicolons, as one of these ("" when
    // there are fewer), as the items of a list: UTF-8, unescaped, lines ended by "\n".
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::vector<std::string> components() const;
    [[nodiscard]] std::string component(std::size_t index) const;
    [[nodiscard]] std::vector<std::string> items() const;

    // Each sets text, in UTF-8, with the encoding that the version needs for it. Other components
    // keep their bytes where their charset allows.
    void set_text(std::string_view text);
    void set_component(std::size_t index, std::string_view text);
    void set_items(const std::vector<std::string>& items);
    // The value as it shall stand, escaped.
    void set_value(std::string value);

    // Adds or replaces. A name of "" adds a bare value.
    void set_parameter(std::string_view name, std::string_view value);
    void remove_parameter(std::string_view name);
    // Takes off whatever says that the value is encoded: ENCODING, its bare forms, CHARSET.
    void remove_encoding();
    // Adds a TYPE that is not there yet; takes one off wherever it stands.
    void add_type(std::string_view type);
    void remove_type(std::string_view type);
    void rename(std::string name);
    // Goes over to another version: encodings, bare parameters and escapes are those of it. Base64
    // stays; what the value means is not looked at.
    void assume(Version version);

  private:
    Property() = default;
    [[nodiscard]] std::string decoded(std::string_view raw) const;
    [[nodiscard]] bool is_plain() const;
    [[nodiscard]] std::vector<std::string> split(char separator) const;
    void store(std::string escaped);
    [[nodiscard]] std::string escaped_for(Version version) const;

    std::string head_;
    std::string group_;
    std::string name_;
    std::vector<Parameter> parameters_;
    std::string value_;
    std::string source_;
    Version version_ = Version::k3_0;
};

}  // namespace syncgate::vcard
