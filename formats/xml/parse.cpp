#include <climits>
#include <memory>
#include <optional>

#include <expat.h>

#include "formats/xml/element.h"

namespace syncgate::xml {
namespace {

// Between a namespace and a name; no document can have it in either.
constexpr char kSeparator = '\x01';

struct Freed {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, Freed>;

class Builder {
  public:
    Builder(XML_Parser parser, Limits limits) : parser_(parser), limits_(limits) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, &Builder::on_start, &Builder::on_end);
        XML_SetCharacterDataHandler(parser, &Builder::on_text);
        XML_SetStartDoctypeDeclHandler(parser, &Builder::on_doctype);
    }

    [[nodiscard]] const std::optional<Error>& refused() const { return refused_; }
    Element take_root() { return std::move(root_); }

  private:
    static Builder& self(void* data) { return *static_cast<Builder*>(data); }

    static void on_start(void* data, const char* name, const char** attributes) {
        self(data).start(name, attributes);
    }
    static void on_end(void* data, const char* /*name*/) { self(data).end(); }
    static void on_text(void* data, const char* text, int size) {
        self(data).open_.back().text.append(text, static_cast<std::size_t>(size));
    }
    static void on_doctype(void* data, const char* /*name*/, const char* /*system*/,
                           const char* /*public_id*/, int /*internal*/) {
        self(data).refuse({ErrorCode::kUnsupported, "xml: a document type declaration"});
    }

    // "namespace SEPARATOR name" as its two halves.
    static Name split(std::string_view name) {
        const auto separator = name.find(kSeparator);
        return separator == std::string_view::npos
                   ? Name{"", name}
                   : Name{name.substr(0, separator), name.substr(separator + 1)};
    }

    void start(std::string_view written, const char** attributes) {
        if (open_.size() == limits_.depth || ++elements_ > limits_.elements) {
            refuse({ErrorCode::kTooLarge, "xml: too deep, or too many elements"});
            return;
        }
        const std::size_t at = open_.empty() ? 0 : open_.back().text.size();
        Element& element = open_.emplace_back();
        const Name name = split(written);
        element.ns = name.ns;
        element.name = name.local;
        element.at = at;
        for (; *attributes != nullptr; attributes += 2) {
            const Name attribute = split(attributes[0]);
            element.attributes.push_back(
                {std::string(attribute.ns), std::string(attribute.local), attributes[1]});
        }
    }

    void end() {
        if (refused_) {
            return;  // an empty element's end follows its start even then
        }
        Element done = std::move(open_.back());
        open_.pop_back();
        if (open_.empty()) {
            root_ = std::move(done);
        } else {
            open_.back().children.push_back(std::move(done));
        }
    }

    void refuse(Error why) {
        refused_ = std::move(why);
        XML_StopParser(parser_, XML_FALSE);
    }

    XML_Parser parser_;
    Limits limits_;
    std::vector<Element> open_;
    std::size_t elements_ = 0;
    Element root_;
    std::optional<Error> refused_;
};

}  // namespace

Result<Element> parse(std::string_view document, Limits limits) {
    if (document.size() > INT_MAX) {
        return Error{ErrorCode::kTooLarge, "xml: over 2 GiB"};
    }
    const Parser parser(XML_ParserCreateNS(nullptr, kSeparator));
    if (parser == nullptr) {
        return Error{ErrorCode::kUnavailable, "xml: no memory for a parser"};
    }
    Builder builder(parser.get(), limits);
    const auto status =
        XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
    if (builder.refused()) {
        return *builder.refused();
    }
    if (status != XML_STATUS_OK) {
        return Error{ErrorCode::kMalformed,
                     std::string("xml: ") + XML_ErrorString(XML_GetErrorCode(parser.get()))};
    }
    return builder.take_root();
}

}  // namespace syncgate::xml
