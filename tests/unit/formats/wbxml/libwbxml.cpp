#include "tests/unit/formats/wbxml/libwbxml.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include <wbxml/wbxml.h>
#include <wbxml/wbxml_conv.h>

#include "base/base64.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/token.h"

namespace syncgate::wbxml {
namespace {

constexpr std::string_view kPrologue =
    "<?xml version=\"1.0\"?><!DOCTYPE ActiveSync PUBLIC \"-//MICROSOFT//DTD ActiveSync//EN\" "
    "\"http://www.microsoft.com/\">";

// What libwbxml shows as base64, however it came.
constexpr Tag kBinary[] = {
    resolve_recipients::kData, search::kConversationId,          gal::kData,
    air_sync_base::kContent,   item_operations::kConversationId, compose_mail::kMime,
    email2::kConversationId,   email2::kConversationIndex,
};

struct Free {
    void operator()(WB_UTINY* bytes) const { std::free(bytes); }
};

WB_UTINY* bytes_of(const std::string& text) {
    // The library takes what it only reads as writable.
    return reinterpret_cast<WB_UTINY*>(const_cast<char*>(text.data()));
}

std::optional<std::string> taken(WBXMLError error, WB_UTINY* bytes, WB_ULONG size) {
    const std::unique_ptr<WB_UTINY, Free> owned(bytes);
    if (error != WBXML_OK) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(bytes), size);
}

std::string_view escaped(char c) {
    switch (c) {
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '&':
            return "&amp;";
        case '"':
            return "&quot;";
        case '\'':
            return "&apos;";
        case '\r':
            return "&#13;";
        case '\n':
            return "&#10;";
        case '\t':
            return "&#9;";
        default:
            return "";
    }
}

void append_content(const Element& element, std::string& out) {
    if (std::find(std::begin(kBinary), std::end(kBinary), element.tag()) != std::end(kBinary)) {
        out += base64_encode(element.content());
        return;
    }
    for (const char c : element.content()) {
        const auto escape = escaped(c);
        escape.empty() ? out += c : out += escape;
    }
}

void append(const Element& element, std::optional<std::uint8_t> page, std::string& out) {
    const auto& [xml_namespace, name, known] = name_by_libwbxml(element.tag());
    out += "<" + name;
    if (element.tag().page != page) {
        out += " xmlns=\"" + xml_namespace + "\"";
    }
    if (element.empty()) {
        out += "/>";
        return;
    }
    out += ">";
    for (const auto& child : element.children()) {
        append(child, element.tag().page, out);
    }
    append_content(element, out);
    out += "</" + name + ">";
}

LibwbxmlName ask_for_name(Tag tag) {
    const std::string document{'\x03',
                               '\x01',
                               '\x6a',
                               '\0',
                               static_cast<char>(kSwitchPage),
                               static_cast<char>(tag.page),
                               static_cast<char>(tag.token)};
    std::string xml = xml_by_libwbxml(document).value_or("");
    // <NAME xmlns="NAMESPACE"/> after the prologue
    xml.erase(0, std::min(xml.size(), kPrologue.size() + 1));
    const auto blank = xml.find(' ');
    const auto quote = xml.find('"');
    if (blank == std::string::npos || quote == std::string::npos) {
        return {};
    }
    const std::string name = xml.substr(0, blank);
    return {xml.substr(quote + 1, xml.rfind('"') - quote - 1), name, name != "unknown"};
}

}  // namespace

std::optional<std::string> xml_by_libwbxml(std::string_view document) {
    const std::string input(document);
    WBXMLConvWBXML2XML* created = nullptr;
    if (wbxml_conv_wbxml2xml_create(&created) != WBXML_OK) {
        return std::nullopt;
    }
    const std::unique_ptr<WBXMLConvWBXML2XML, decltype(&wbxml_conv_wbxml2xml_destroy)> converter(
        created, wbxml_conv_wbxml2xml_destroy);
    wbxml_conv_wbxml2xml_set_gen_type(created, WBXML_GEN_XML_CANONICAL);
    wbxml_conv_wbxml2xml_set_language(created, WBXML_LANG_ACTIVESYNC);
    wbxml_conv_wbxml2xml_enable_preserve_whitespaces(created);
    WB_UTINY* xml = nullptr;
    WB_ULONG size = 0;
    const auto error = wbxml_conv_wbxml2xml_run(created, bytes_of(input),
                                                static_cast<WB_ULONG>(input.size()), &xml, &size);
    return taken(error, xml, size);
}

std::optional<std::string> document_by_libwbxml(const std::string& xml) {
    WBXMLConvXML2WBXML* created = nullptr;
    if (wbxml_conv_xml2wbxml_create(&created) != WBXML_OK) {
        return std::nullopt;
    }
    const std::unique_ptr<WBXMLConvXML2WBXML, decltype(&wbxml_conv_xml2wbxml_destroy)> converter(
        created, wbxml_conv_xml2wbxml_destroy);
    wbxml_conv_xml2wbxml_enable_preserve_whitespaces(created);
    wbxml_conv_xml2wbxml_disable_string_table(created);
    wbxml_conv_xml2wbxml_disable_public_id(created);
    WB_UTINY* document = nullptr;
    WB_ULONG size = 0;
    const auto error = wbxml_conv_xml2wbxml_run(
        created, bytes_of(xml), static_cast<WB_ULONG>(xml.size()), &document, &size);
    return taken(error, document, size);
}

const LibwbxmlName& name_by_libwbxml(Tag tag) {
    static std::map<Tag, LibwbxmlName> names;
    auto it = names.find(tag);
    if (it == names.end()) {
        it = names.emplace(tag, ask_for_name(tag)).first;
    }
    return it->second;
}

std::string as_libwbxml_writes(const Element& root) {
    std::string xml(kPrologue);
    append(root, std::nullopt, xml);
    return xml;
}

bool can_judge_by_libwbxml(const Element& root) {
    const auto is_syncml = [&](const Element& child) {
        return name_of(root.tag()) == "Add" &&
               std::any_of(child.children().begin(), child.children().end(),
                           [](const Element& data) { return name_of(data.tag()) == "Data"; });
    };
    const auto& children = root.children();
    return name_by_libwbxml(root.tag()).known &&
           std::none_of(children.begin(), children.end(), is_syncml) &&
           std::all_of(children.begin(), children.end(), can_judge_by_libwbxml);
}

}  // namespace syncgate::wbxml
