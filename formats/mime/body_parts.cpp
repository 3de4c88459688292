#include "formats/mime/body_parts.h"

#include <utility>

#include "formats/mime/build.h"

namespace syncgate::mime {

std::string text_part(std::string_view type, std::string_view text) {
    return build::part("text/" + std::string(type) + "; charset=utf-8", text);
}

bool is_shown(std::string_view content_id, std::string_view html) {
    return !content_id.empty() &&
           html.find("cid:" + std::string(content_id)) != std::string_view::npos;
}

void add_part(std::string_view message, const Part& part, std::string_view html, BodyParts& out) {
    if (is_shown(part.content_id, html)) {
        out.pictures.push_back(build::copied(message, part));
    } else if (!part.alternative) {
        out.files.push_back(build::copied(message, part));
    } else if (!part.media_type.starts_with("text/plain") &&
               !part.media_type.starts_with("text/html")) {
        out.forms.push_back(build::copied(message, part));
    }
}

std::string whole(BodyParts parts) {
    parts.pictures.insert(parts.pictures.begin(), build::multipart("alternative", parts.forms));
    parts.files.insert(parts.files.begin(), build::multipart("related", parts.pictures));
    return build::multipart("mixed", parts.files);
}

}  // namespace syncgate::mime
