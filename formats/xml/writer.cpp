#include "formats/xml/writer.h"

#include <algorithm>

namespace syncgate::xml {
namespace {

// In an attribute a reader takes each of these for a blank.
void append_attribute(std::string& out, std::string_view name, std::string_view value) {
    out.append(" ").append(name).append("=\"");
    for (;;) {
        const auto blank = value.find_first_of("\t\n");
        append_escaped(out, value.substr(0, blank));
        if (blank == std::string_view::npos) {
            break;
        }
        out.append(value[blank] == '\t' ? "&#9;" : "&#10;");
        value.remove_prefix(blank + 1);
    }
    out.append("\"");
}

void append_attributes(std::string& out, const Element& element) {
    int numbered = 0;
    for (const auto& each : element.attributes) {
        if (each.ns.empty()) {
            append_attribute(out, each.name, each.value);
        } else if (each.ns == kXmlNamespace) {
            append_attribute(out, "xml:" + each.name, each.value);
        } else {
            const std::string prefix = "a" + std::to_string(++numbered);
            append_attribute(out, "xmlns:" + prefix, each.ns);
            append_attribute(out, prefix + ":" + each.name, each.value);
        }
    }
}

// `ns` is the default namespace around it; the outermost element says its own in any case.
void append(std::string& out, const Element& element, const std::string* ns) {
    const bool reserved = element.ns == kXmlNamespace;  // its prefix is always there
    const std::string name = (reserved ? "xml:" : "") + element.name;
    out.append("<").append(name);
    if (!reserved && (ns == nullptr || *ns != element.ns)) {
        append_attribute(out, "xmlns", element.ns);
    }
    append_attributes(out, element);
    if (element.text.empty() && element.children.empty()) {
        out.append("/>");
        return;
    }
    out.append(">");
    std::size_t from = 0;
    const std::string_view text = element.text;
    for (const auto& child : element.children) {
        append_escaped(out, text.substr(from, child.at - from));
        append(out, child, reserved ? ns : &element.ns);
        from = child.at;
    }
    append_escaped(out, text.substr(from));
    out.append("</").append(name).append(">");
}

}  // namespace

void Writer::append_name(Name name) {
    const auto known = std::find_if(prefixes_.begin(), prefixes_.end(),
                                    [&](const Prefix& each) { return each.ns == name.ns; });
    const std::size_t from = out_.size();
    const bool reserved = name.ns == kXmlNamespace;
    if (known != prefixes_.end()) {
        out_.append(known->prefix).append(":");
    } else if (reserved) {
        out_.append("xml:");
    }
    out_.append(name.local);
    written_.assign(out_, from);
    if (known == prefixes_.end() && !reserved) {
        append_attribute(out_, "xmlns", name.ns);
    }
}

void Writer::begin(Name name, Attributes attributes) {
    if (!has_root_) {
        out_.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    }
    out_.append("<");
    append_name(name);
    if (!std::exchange(has_root_, true)) {
        for (const auto& each : prefixes_) {
            append_attribute(out_, "xmlns:" + std::string(each.prefix), each.ns);
        }
    }
    for (const auto& [attribute, value] : attributes) {
        append_attribute(out_, attribute, value);
    }
}

void Writer::open(Name name, Attributes attributes) {
    begin(name, attributes);
    out_.append(">");
    open_.push_back(written_);
}

void Writer::close() {
    out_.append("</").append(open_.back()).append(">");
    open_.pop_back();
}

void Writer::element(Name name, Attributes attributes) {
    begin(name, attributes);
    out_.append("/>");
}

void Writer::element(Name name, std::string_view text) {
    begin(name, {});
    out_.append(">");
    append_escaped(out_, text);
    out_.append("</").append(written_).append(">");
}

std::string write(const Element& element) {
    std::string out;
    append(out, element, nullptr);
    return out;
}

}  // namespace syncgate::xml
