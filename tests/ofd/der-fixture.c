/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-fixture.h"

#include <stdlib.h>

/* Returns: (transfer full): a value with a length of two bytes, which every reader takes */
GByteArray *
der_new (guint8 tag, gconstpointer data, gsize size)
{
  GByteArray *out = g_byte_array_new ();
  guint8 head[4] = { tag, 0x82, (guint8) (size >> 8), (guint8) size };

  g_assert_cmpuint (size, <, 65536);
  g_byte_array_append (out, head, 4);
  g_byte_array_append (out, data, (guint) size);
  return out;
}

/* @parts: (transfer full) each */
GByteArray *
der_group (guint8 tag, GByteArray **parts, gsize n)
{
  g_autoptr (GByteArray) inside = g_byte_array_new ();

  for (gsize i = 0; i < n; i++)
    {
      g_byte_array_append (inside, parts[i]->data, parts[i]->len);
      g_byte_array_unref (parts[i]);
    }
  return der_new (tag, inside->data, inside->len);
}

GByteArray *
der_sequence (GByteArray **parts, gsize n)
{
  return der_group (0x30, parts, n);
}

GByteArray *
der_oid (const char *oid)
{
  g_auto (GStrv) arcs = g_strsplit (oid, ".", -1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 1; arcs[i] != NULL; i++)
    {
      guint64 arc =
          g_ascii_strtoull (arcs[i], NULL, 10) + (i == 1 ? 40 * g_ascii_strtoull (arcs[0], NULL, 10) : 0);

      for (int shift = 28; shift >= 0; shift -= 7)
        if (arc >> shift != 0 || shift == 0)
          {
            guint8 byte = (guint8) ((arc >> shift & 0x7F) | (shift > 0 ? 0x80 : 0));

            g_byte_array_append (bytes, &byte, 1);
          }
    }
  return der_new (0x06, bytes->data, bytes->len);
}

/* Whole bytes, behind the count of bits that do not count. */
GByteArray *
der_bit_string (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) bits = g_byte_array_new ();

  g_byte_array_append (bits, (const guint8 *) "", 1);
  g_byte_array_append (bits, data, (guint) size);
  return der_new (0x03, bits->data, bits->len);
}
