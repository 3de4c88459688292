#include "formats/mime/two_rows.h"

#include <algorithm>

namespace syncgate::mime {
namespace {

// Made and freed by GObject, which knows no constructors: members that need none.
struct TwoRows {
    GMimeStream base;
    std::string_view first;
    PagedText second;
};

struct TwoRowsClass {
    GMimeStreamClass base;
};

GType type_of_two_rows();

TwoRows* of(GMimeStream* stream) {
    return reinterpret_cast<TwoRows*>(stream);
}

gint64 size_of(GMimeStream* stream) {
    return static_cast<gint64>(of(stream)->first.size() + of(stream)->second.size());
}

// Where the stream, or the piece that was cut out of it, ends.
gint64 end_of(GMimeStream* stream) {
    return stream->bound_end < 0 ? size_of(stream) : std::min(stream->bound_end, size_of(stream));
}

gssize read(GMimeStream* stream, char* to, gsize most) {
    const std::string_view first = of(stream)->first;
    const PagedText& second = of(stream)->second;
    if (stream->position >= end_of(stream)) {
        return 0;
    }
    const auto at = static_cast<std::size_t>(stream->position);
    const auto left = static_cast<std::size_t>(end_of(stream)) - at;
    const bool in_first = at < first.size();
    const std::string_view row =
        in_first ? first.substr(at) : second.bytes().substr(at - first.size());
    const auto piece = row.substr(0, std::min({most, left, row.size()}));
    std::copy(piece.begin(), piece.end(), to);
    stream->position += static_cast<gint64>(piece.size());
    if (!in_first) {
        second.passed(at - first.size(), at - first.size() + piece.size());
    }
    return static_cast<gssize>(piece.size());
}

gboolean eos(GMimeStream* stream) {
    return stream->position >= end_of(stream) ? TRUE : FALSE;
}

int reset(GMimeStream* stream) {
    stream->position = stream->bound_start;
    return 0;
}

gint64 seek(GMimeStream* stream, gint64 offset, GMimeSeekWhence whence) {
    const gint64 from = whence == GMIME_STREAM_SEEK_SET   ? stream->bound_start
                        : whence == GMIME_STREAM_SEEK_CUR ? stream->position
                                                          : end_of(stream);
    if (from + offset < stream->bound_start || from + offset > end_of(stream)) {
        return -1;
    }
    return stream->position = from + offset;
}

gint64 tell(GMimeStream* stream) {
    return stream->position;
}

gint64 length(GMimeStream* stream) {
    return end_of(stream) - stream->bound_start;
}

GMimeStream* make(std::string_view first, const PagedText& second, gint64 begin, gint64 end) {
    auto* stream = static_cast<GMimeStream*>(g_object_new(type_of_two_rows(), nullptr));
    of(stream)->first = first;
    of(stream)->second = second;
    g_mime_stream_construct(stream, begin, end);
    return stream;
}

GMimeStream* substream(GMimeStream* stream, gint64 begin, gint64 end) {
    return make(of(stream)->first, of(stream)->second, begin, end);
}

void init_class(gpointer made, gpointer) {
    auto* stream = static_cast<GMimeStreamClass*>(made);
    stream->read = read;
    stream->eos = eos;
    stream->reset = reset;
    stream->seek = seek;
    stream->tell = tell;
    stream->length = length;
    stream->substream = substream;
}

GType type_of_two_rows() {
    static const GType type = g_type_register_static_simple(
        g_mime_stream_get_type(), "SyncgateTwoRows", sizeof(TwoRowsClass), init_class,
        sizeof(TwoRows), nullptr, GTypeFlags{});
    return type;
}

}  // namespace

Object<GMimeStream> two_rows(std::string_view first, const PagedText& second) {
    return Object<GMimeStream>(make(first, second, 0, -1));
}

}  // namespace syncgate::mime
