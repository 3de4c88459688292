#include "formats/mime/structure.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/leaf.h"
#include "formats/mime/parsed.h"
#include "formats/mime/ranges.h"
#include "formats/mime/tnef_parts.h"

namespace syncgate::mime {
namespace {

using Bodies = std::vector<Body>;

std::size_t first_form(const Body& body) {
    return static_cast<std::size_t>(body.plain >= 0 ? body.plain : body.html);
}

std::string child_number(const std::string& parent, int index) {
    const std::string own = std::to_string(index + 1);
    return parent.empty() ? own : parent + "." + own;
}

class Walker {
  public:
    explicit Walker(const ParsedMessage& parsed) : parsed_(parsed), cursor_(parsed.body()) {}

    Structure walk();

  private:
    using Children = std::vector<Bodies>;

    Bodies visit(GMimeObject* object, const std::string& number);
    Bodies visit_multipart(GMimeMultipart* multipart, const std::string& number);
    Bodies visit_leaf(GMimeObject* object, const std::string& number, bool opaque);
    void add(Part part, bool named);
    void open(std::size_t index);
    bool is_full() const { return structure_.parts.size() >= limits::kMimeParts; }

    // Which bodies of its children a multipart shows.
    Bodies choose(GMimeMultipart* multipart, const Children& children, std::size_t first_part);
    Bodies alternative(const Children& children, std::size_t first_part);
    Bodies related(GMimeMultipart* multipart, const Children& children);
    static Bodies every(const Children& children);
    void drop_named(Bodies& bodies) const;

    const ParsedMessage& parsed_;
    Structure structure_;
    Boundaries boundaries_;
    std::size_t depth_ = 0;
    std::size_t cursor_;                // where the part before ended
    std::string charset_;               // the first that a part names
    std::optional<TextInside> inside_;  // of the first TNEF part
    std::vector<bool> named_;           // of each part: a text that is rather a file than a body
    std::vector<std::size_t> depths_;   // of each part: how many multiparts are around it
};

Structure Walker::walk() {
    auto* root = parsed_.root();
    structure_.top_type = media_type(root);
    Bodies bodies = visit(root, "");
    drop_named(bodies);
    bodies.resize(std::min(bodies.size(), limits::kMimeBodies));
    if (!bodies.empty()) {
        structure_.plain = bodies.front().plain;
        structure_.html = bodies.front().html;
        structure_.below.assign(bodies.begin() + 1, bodies.end());
    }
    if (inside_) {
        show_text(parsed_.message(), std::move(*inside_), structure_);
    }
    return std::move(structure_);
}

Bodies Walker::visit(GMimeObject* object, const std::string& number) {
    if (!GMIME_IS_MULTIPART(object)) {
        return visit_leaf(object, number, false);
    }
    auto* multipart = GMIME_MULTIPART(object);
    if (depth_ >= limits::kMimeDepth) {
        return visit_leaf(object, number, true);
    }
    if (g_mime_multipart_get_count(multipart) == 0) {  // readers show what is there as text
        return visit_leaf(object, number, false);
    }
    return visit_multipart(multipart, number);
}

Bodies Walker::visit_multipart(GMimeMultipart* multipart, const std::string& number) {
    const char* boundary = g_mime_multipart_get_boundary(multipart);
    boundaries_.push(boundary == nullptr ? "" : boundary);
    ++depth_;
    const std::size_t first_part = structure_.parts.size();
    Children children;
    for (int i = 0; i < g_mime_multipart_get_count(multipart) && !is_full(); ++i) {
        children.push_back(visit(g_mime_multipart_get_part(multipart, i), child_number(number, i)));
    }
    Bodies bodies = choose(multipart, children, first_part);
    --depth_;
    boundaries_.pop();
    return bodies;
}

Bodies Walker::visit_leaf(GMimeObject* object, const std::string& number, bool opaque) {
    Part part = read_leaf(object, parsed_, boundaries_, {cursor_, charset_});
    part.number = number.empty() ? "1" : number;
    if (GMIME_IS_MULTIPART(object) && !opaque) {
        part.media_type = "text/plain";
        part.attachment = false;
    }
    cursor_ = part.content_end;
    charset_ = charset_.empty() ? part.charset : charset_;
    if (structure_.smime_type.empty()) {
        structure_.smime_type = smime_type(object);
    }
    const int index = static_cast<int>(structure_.parts.size());
    Bodies bodies;
    if (!part.attachment && part.media_type == "text/plain") {
        bodies.push_back({index, -1, false});
    } else if (!part.attachment && part.media_type == "text/html") {
        bodies.push_back({-1, index, false});
    }
    const bool named = !part.name.empty() && (part.inline_part || index > 0);
    const bool opens = is_tnef(part);
    add(std::move(part), named);
    if (opens) {
        open(static_cast<std::size_t>(index));
    }
    return bodies;
}

void Walker::add(Part part, bool named) {
    named_.push_back(named);
    depths_.push_back(depth_);
    structure_.parts.push_back(std::move(part));
}

// Lists what is inside a TNEF part.
void Walker::open(std::size_t index) {
    const Part outer = structure_.parts.at(index);
    auto inside = open_tnef(
        outer,
        parsed_.message().substr(outer.content_begin, outer.content_end - outer.content_begin));
    if (!inside) {
        return;
    }
    structure_.parts.at(index).opened = true;
    for (std::size_t i = 0; i < inside->files.size() && !is_full(); ++i) {
        Part& file = inside->files[i];
        file.number = outer.number + "/" + std::to_string(i + 1);
        add(std::move(file), true);
    }
    if (!inside_) {
        inside_ = TextInside{index, std::move(inside->text)};
    }
}

Bodies Walker::choose(GMimeMultipart* multipart, const Children& children, std::size_t first_part) {
    const std::string type = media_type(GMIME_OBJECT(multipart));
    if (type == "multipart/alternative") {
        return alternative(children, first_part);
    }
    if (type == "multipart/related") {
        return related(multipart, children);
    }
    if (type == "multipart/signed") {
        return children.front();
    }
    if (type == "multipart/encrypted") {
        return {};
    }
    return every(children);
}

Bodies Walker::every(const Children& children) {
    Bodies all;
    for (const auto& bodies : children) {
        all.insert(all.end(), bodies.begin(), bodies.end());
    }
    return all;
}

// The first child that is plain text, with what else is in it; the first that is HTML gives its
// other form, and what else is shown as HTML.
Bodies Walker::alternative(const Children& children, std::size_t first_part) {
    const auto first = [&](int Body::*form) {
        return std::find_if(children.begin(), children.end(), [&](const Bodies& bodies) {
            return !bodies.empty() && bodies.front().*form >= 0;
        });
    };
    const auto plain = first(&Body::plain);
    const auto html = first(&Body::html);
    Bodies shown;
    if (plain != children.end()) {
        shown = *plain;
        if (html != children.end()) {
            shown.front().html = html->front().html;
            std::transform(html->begin() + 1, html->end(), std::back_inserter(shown),
                           [](const Body& body) {
                               return Body{body.plain, body.html, true};
                           });
        }
    } else if (html != children.end()) {
        shown = *html;
    }
    auto& parts = structure_.parts;
    for (std::size_t i = first_part; i < parts.size(); ++i) {
        auto& part = parts[i];
        if (depths_[i] == depth_ && !part.attachment && part.media_type.starts_with("text/")) {
            named_[i] = false;
            part.alternative = true;
        }
    }
    return shown;
}

// The root, which Content-Type's "start" names, else the first.
Bodies Walker::related(GMimeMultipart* multipart, const Children& children) {
    const std::string start = related_start(GMIME_OBJECT(multipart));
    std::size_t root = 0;
    for (std::size_t i = 0; i < children.size() && !start.empty(); ++i) {
        auto* child = g_mime_multipart_get_part(multipart, static_cast<int>(i));
        if (content_id(child) == start && !children[i].empty()) {
            root = i;
        }
    }
    Bodies shown = children[root].empty() ? every(children) : children[root];
    if (!shown.empty()) {
        named_.at(first_form(shown.front())) = false;
    }
    return shown;
}

// Texts with a file name are files beside another text; where there is no other, the first one is
// the body.
void Walker::drop_named(Bodies& bodies) const {
    const auto is_named = [&](const Body& body) { return named_.at(first_form(body)); };
    const bool all_named = std::all_of(bodies.begin(), bodies.end(), is_named);
    if (!all_named) {
        std::erase_if(bodies, is_named);
    } else if (bodies.size() > 1) {
        bodies.resize(1);
    }
}

// What GMime does not accept (nothing at all): a body without a header.
Structure body_only(std::string_view message) {
    Structure structure;
    Part part;
    part.number = "1";
    part.media_type = "text/plain";
    part.content_end = message.size();
    part.decoded_size = message.size();
    structure.top_type = part.media_type;
    structure.parts.push_back(std::move(part));
    structure.plain = 0;
    return structure;
}

}  // namespace

Structure read_structure(const PagedText& message) {
    const ParsedMessage parsed(message);
    if (parsed.root() == nullptr) {
        return body_only(message);
    }
    return Walker(parsed).walk();
}

std::vector<Body> Structure::bodies() const {
    std::vector<Body> all = below;
    if (plain >= 0 || html >= 0) {
        all.insert(all.begin(), {plain, html, false});
    }
    return all;
}

bool Structure::has_html() const {
    return html >= 0 ||
           std::any_of(below.begin(), below.end(), [](const Body& body) { return body.html >= 0; });
}

bool Structure::is_shown(int index) const {
    const auto is_form = [index](const Body& body) {
        return index == body.plain || index == body.html;
    };
    return is_form({plain, html, false}) || std::any_of(below.begin(), below.end(), is_form);
}

bool Structure::is_attachment(int index) const {
    return index >= 0 && index < static_cast<int>(parts.size()) && !is_shown(index) &&
           !parts[static_cast<std::size_t>(index)].alternative &&
           !parts[static_cast<std::size_t>(index)].opened;
}

}  // namespace syncgate::mime
