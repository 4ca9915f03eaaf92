/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip-fixture.h"

#include <string.h>

struct _ZipFixture
{
  GPtrArray *names;    /* (owned) of char* */
  GPtrArray *contents; /* (owned) of GBytes */
};

ZipFixture *
zip_fixture_new (void)
{
  ZipFixture *self = g_new0 (ZipFixture, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

void
zip_fixture_free (ZipFixture *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->contents);
  g_free (self);
}

void
zip_fixture_add_bytes (ZipFixture *self, const char *name, GBytes *bytes)
{
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->contents, g_bytes_ref (bytes));
}

void
zip_fixture_add (ZipFixture *self, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  zip_fixture_add_bytes (self, name, bytes);
}

/* Returns: (transfer none) (nullable): the part as it was added first */
GBytes *
zip_fixture_get (ZipFixture *self, const char *name)
{
  guint at = 0;

  return g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &at) ? self->contents->pdata[at]
                                                                                : NULL;
}

static guint32
crc32_of (const guint8 *data, gsize size)
{
  guint32 crc = 0xFFFFFFFF;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
    }
  return ~crc;
}

static GBytes *
deflate_bytes (GBytes *bytes)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, converter);
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_output_stream_write_all (out, data, size, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
put (GByteArray *out, guint32 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++, value >>= 8)
    {
      guint8 byte = value & 0xFF;

      g_byte_array_append (out, &byte, 1);
    }
}

/* What the local header and the directory both say: flags (names in UTF-8), method, time, sums, sizes, name. */
static void
put_description (GByteArray *out, const char *name, GBytes *content, GBytes *packed, gboolean in_directory)
{
  put (out, 20, 2);
  put (out, 0x0800, 2);
  put (out, 8, 2);
  put (out, 0x5A214A21, 4);
  put (out, crc32_of (g_bytes_get_data (content, NULL), g_bytes_get_size (content)), 4);
  put (out, (guint32) g_bytes_get_size (packed), 4);
  put (out, (guint32) g_bytes_get_size (content), 4);
  put (out, (guint32) strlen (name), 2);
  put (out, 0, in_directory ? 2 + 2 + 2 + 2 + 4 : 2);
}

/* Returns: (transfer full): the zip; every part is deflated */
GBytes *
zip_fixture_to_bytes (ZipFixture *self)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) directory = g_byte_array_new ();
  guint32 start;

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = self->names->pdata[i];
      GBytes *content = self->contents->pdata[i];
      g_autoptr (GBytes) packed = deflate_bytes (content);
      guint32 offset = out->len;

      put (out, 0x04034b50, 4);
      put_description (out, name, content, packed, FALSE);
      g_byte_array_append (out, (const guint8 *) name, (guint) strlen (name));
      g_byte_array_append (out, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
      put (directory, 0x02014b50, 4);
      put (directory, 20, 2);
      put_description (directory, name, content, packed, TRUE);
      put (directory, offset, 4);
      g_byte_array_append (directory, (const guint8 *) name, (guint) strlen (name));
    }
  start = out->len;
  g_byte_array_append (out, directory->data, directory->len);
  put (out, 0x06054b50, 4);
  put (out, 0, 4);
  put (out, self->names->len, 2);
  put (out, self->names->len, 2);
  put (out, directory->len, 4);
  put (out, start, 4);
  put (out, 0, 2);
  return g_byte_array_free_to_bytes (out);
}
