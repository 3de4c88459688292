// What a class of collections adds to WebDAV: address books now, calendars later.
//
// The core knows collections of items with a native text; what that text is, how it is searched
// and in which forms it is given stands behind this.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "formats/xml/writer.h"
#include "model/collection.h"

namespace syncgate::dav {

// Which items a query asks for. Immutable.
class Filter {
  public:
    virtual ~Filter() = default;
    // Of a text that was stored; one that can't be read matches nothing.
    [[nodiscard]] virtual bool matches(std::string_view text) const = 0;
};

// In which form a report gives a text. Immutable.
class DataForm {
  public:
    virtual ~DataForm() = default;
    // A text that can't be read is given as it is.
    [[nodiscard]] virtual std::string render(std::string_view text) const = 0;
};

// What a request did that a class does not take: the condition that it breaks.
struct Broken {
    xml::Name condition;
};

template <class T>
using Taken = std::variant<T, Broken>;

// Somebody of the directory.
struct Person {
    std::string name, address;
};
using Beginnings = std::vector<std::string>;  // of words, as words::fold gives them

struct BookFacts {
    ItemClass item_class;
    std::string_view segment;       // of the homes' path: "addressbooks"
    std::string_view home_name;     // that a home shows
    std::string_view content_type;  // of an item
    std::string_view extension;     // ".vcf"
    std::size_t max_bytes;          // of an item
    xml::Name type;                 // within resourcetype
    xml::Name data;                 // "address-data"
    xml::Name query, multiget;      // reports
    // Conditions of PUT.
    xml::Name valid_data, supported_data, no_uid_conflict, max_resource_size, location_ok;
};

// Immutable.
class BookClass {
  public:
    virtual ~BookClass() = default;

    [[nodiscard]] virtual const BookFacts& facts() const = 0;
    // Whether an item may come with this Content-Type; "" for none.
    [[nodiscard]] virtual bool takes_type(std::string_view content_type) const = 0;
    // The UID inside of a text, "" without one. Errors: kMalformed, kTooLarge.
    [[nodiscard]] virtual Result<std::string> uid_of(std::string_view text) const = 0;
    // Of a query's element.
    [[nodiscard]] virtual Taken<std::unique_ptr<Filter>> parse_filter(
        const xml::Element& query) const = 0;
    // Of the data's element in a report's properties.
    [[nodiscard]] virtual Taken<std::unique_ptr<DataForm>> parse_data(
        const xml::Element& data) const = 0;
    // Of a GET's Accept header. Null: as it was stored.
    [[nodiscard]] virtual std::unique_ptr<DataForm> accepted_form(
        std::string_view accept) const = 0;

    // How the directory shows somebody: the same gives the same bytes.
    [[nodiscard]] virtual std::string text_of(const Person& person) const = 0;
    // Whom a query of the directory may match: those whose name, or address before the @, has words
    // that begin with all of one list. nullopt: others too.
    [[nodiscard]] virtual std::optional<std::vector<Beginnings>> people_sought(
        const xml::Element& query) const = 0;
};

// All that there are.
std::span<const BookClass* const> book_classes();
// Whose cards the directory has.
const BookClass& directory_class();

}  // namespace syncgate::dav
