// GMime's objects owned. Only for .cpp files: GMime and GLib are heavy headers.
#pragma once

#include <memory>

#include <gmime/gmime.h>

namespace syncgate::mime {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

struct Free {
    void operator()(gpointer memory) const { g_free(memory); }
};
using Chars = std::unique_ptr<char, Free>;

}  // namespace syncgate::mime
