// libwbxml as a second opinion on a document, through its one public interface: XML text.
// Why it is no more than that: docs/decisions/0001.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/wbxml/element.h"

namespace syncgate::wbxml {

// The canonical XML that libwbxml makes of a document; nullopt when it refuses. It recurses and is
// quadratic in the number of siblings: bound depth and size first.
std::optional<std::string> xml_by_libwbxml(std::string_view document);

// The document that libwbxml makes of XML.
std::optional<std::string> document_by_libwbxml(const std::string& xml);

// How libwbxml calls a tag: "Email:" and "Subject". Known is what it has in its tables.
struct LibwbxmlName {
    std::string xml_namespace;
    std::string name;
    bool known = false;
};
const LibwbxmlName& name_by_libwbxml(Tag tag);

// `root` in libwbxml's canonical form and with its names: what xml_by_libwbxml() must give.
std::string as_libwbxml_writes(const Element& root);

// Whether libwbxml can be asked about the tree: it has every tag in its tables, and it does not
// take a part for SyncML (content of a "Data" whose grandparent is called "Add" is CDATA to it).
bool can_judge_by_libwbxml(const Element& root);

}  // namespace syncgate::wbxml
