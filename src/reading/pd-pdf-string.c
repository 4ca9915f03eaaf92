/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include <gio/gio.h>
#include <string.h>

#include "reading/pd-signature-private.h"

/* A certificate has some kilobytes, a stream of objects some more; a dictionary with a signature in it has both. */
#define MAX_STRING 65536
#define MAX_DICTIONARY (512 * 1024)
#define MAX_STREAM (1024 * 1024)
#define MAX_STREAMS 50

static const char *
skip_space (const char *at, const char *end)
{
  while (at < end && (g_ascii_isspace (*at) || *at == '\0'))
    at++;
  return at;
}

static gboolean
read_number (const char **at, const char *end, gsize *number)
{
  const char *start = skip_space (*at, end);

  *number = 0;
  for (*at = start; *at < end && g_ascii_isdigit (**at) && *at - start < 10; (*at)++)
    *number = *number * 10 + (gsize) (**at - '0');
  return *at > start;
}

/* What a backslash in a string stands for; @at is behind it. */
static const char *
take_escape (GByteArray *bytes, const char *at, const char *end)
{
  static const char names[] = "nrtbf", values[] = "\n\r\t\b\f";
  const char *name = *at != '\0' ? strchr (names, *at) : NULL;
  guint8 byte = (guint8) *at;

  if (name != NULL)
    byte = (guint8) values[name - names];
  else if (*at >= '0' && *at <= '7')
    {
      guint value = 0;

      for (guint i = 0; i < 3 && at < end && *at >= '0' && *at <= '7'; i++)
        value = value * 8 + (guint) (*at++ - '0');
      byte = (guint8) value;
      at--;
    }
  else if (*at == '\r' || *at == '\n')
    return *at == '\r' && at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
  g_byte_array_append (bytes, &byte, 1);
  return at + 1;
}

/* "(…)" with its escapes, ISO 32000-1 §7.3.4.2; @at is behind the bracket. */
static GByteArray *
read_literal (const char *at, const char *end)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint depth = 1;

  while (at < end && bytes->len < MAX_STRING)
    {
      guint8 byte = (guint8) *at++;

      if (byte == '\\' && at < end)
        {
          at = take_escape (bytes, at, end);
          continue;
        }
      if (byte == '\r')
        {
          at += at < end && *at == '\n' ? 1 : 0;
          byte = '\n';
        }
      depth += byte == '(' ? 1 : byte == ')' ? -1 : 0;
      if (depth == 0)
        return g_steal_pointer (&bytes);
      g_byte_array_append (bytes, &byte, 1);
    }
  return NULL;
}

static GBytes *
read_string (const char *at, const char *end)
{
  GByteArray *bytes = NULL;

  at = skip_space (at, end);
  if (at < end && *at == '(')
    bytes = read_literal (at + 1, end);
  else if (at < end && *at == '<')
    {
      const char *last = memchr (at, '>', MIN ((gsize) (end - at), 2 * MAX_STRING));

      bytes = last != NULL ? pd_signature_decode_digits (at, (gsize) (last + 1 - at)) : NULL;
    }
  return bytes != NULL ? g_byte_array_free_to_bytes (bytes) : NULL;
}

/* What is compressed says itself where it ends. */
static GByteArray *
inflate (const char *data, gsize size)
{
  g_autoptr (GConverter) zlib = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, zlib);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n = 0;

  g_byte_array_set_size (bytes, MAX_STREAM);
  if (!g_input_stream_read_all (stream, bytes->data, MAX_STREAM, &n, NULL, NULL))
    return NULL;
  g_byte_array_set_size (bytes, (guint) n);
  return g_steal_pointer (&bytes);
}

/* A stream of objects begins with their numbers and places up to the place that the dictionary calls the first one,
 * ISO 32000-1 §7.5.7. */
static GBytes *
find_in_stream (const char *dictionary, const char *body, const char *end, gsize wanted)
{
  static const char name[] = "/First";
  const char *entry = memmem (dictionary, (gsize) (body - dictionary), name, sizeof name - 1);
  g_autoptr (GByteArray) bytes = NULL;
  const char *at, *objects, *last;
  gsize first, number, place;

  if (entry == NULL)
    return NULL;
  entry += sizeof name - 1;
  if (!read_number (&entry, body, &first) || (bytes = inflate (body, (gsize) (end - body))) == NULL ||
      first > bytes->len)
    return NULL;
  at = (const char *) bytes->data;
  objects = at + first;
  last = at + bytes->len;
  while (read_number (&at, objects, &number) && read_number (&at, objects, &place))
    if (number == wanted)
      return place <= bytes->len - first ? read_string (objects + place, last) : NULL;
  return NULL;
}

/* The last @word that begins at @at or not too far before it. */
static const char *
find_back (const char *start, const char *at, const char *word)
{
  gsize length = strlen (word);

  for (gsize left = MIN ((gsize) (at - start), MAX_DICTIONARY) + 1; left > 0; left--, at--)
    if (memcmp (at, word, length) == 0)
      return at;
  return NULL;
}

/* A string that is an object of its own, in the file or in a stream of objects. */
static GBytes *
find_object (const char *data, const char *end, gsize wanted)
{
  g_autofree char *head = g_strdup_printf ("\n%" G_GSIZE_FORMAT " 0 obj", wanted);
  const char *plain = memmem (data, (gsize) (end - data), head, strlen (head));
  const char *at = data;

  if (plain != NULL)
    return read_string (plain + strlen (head), end);
  for (guint i = 0;
       i < MAX_STREAMS && (at = memmem (at, (gsize) (end - at), "/ObjStm", strlen ("/ObjStm"))) != NULL; i++)
    {
      const char *dictionary = find_back (data, at, " obj");
      const char *body = memmem (at, (gsize) (end - at), "stream", strlen ("stream"));
      GBytes *found;

      if (dictionary == NULL || body == NULL)
        return NULL;
      body += strlen ("stream");
      body += body < end && *body == '\r' ? 1 : 0;
      body += body < end && *body == '\n' ? 1 : 0;
      found = find_in_stream (dictionary, body, end, wanted);
      if (found != NULL)
        return found;
      at = body;
    }
  return NULL;
}

/*< private >
 * pd_pdf_find_certificate:
 * @pdf: a file; hostile
 * @at: a place inside the dictionary of a signature
 *
 * Finds the first certificate that the dictionary of a signature has beside it (ISO 32000-1, table 252, Cert). A file
 * that says otherwise what it means than by its bytes is misread at worst: what is found is checked by the signature.
 *
 * Returns: (transfer full) (nullable): the certificate, in DER when it is one
 */
GBytes *
pd_pdf_find_certificate (GBytes *pdf, gsize at)
{
  gsize size = 0, number;
  const char *data = g_bytes_get_data (pdf, &size);
  const char *end = data + size;
  const char *start = size > 4 && at < size - 4 ? find_back (data, data + at, " obj") : NULL;
  const char *stop =
      start != NULL ? memmem (start, MIN ((gsize) (end - start), 2 * MAX_DICTIONARY), "endobj", 6) : NULL;
  const char *entry = stop != NULL ? memmem (start, (gsize) (stop - start), "/Cert", 5) : NULL;

  if (entry == NULL)
    return NULL;
  entry = skip_space (entry + strlen ("/Cert"), stop);
  if (entry < stop && *entry == '[')
    entry = skip_space (entry + 1, stop);
  if (entry < stop && g_ascii_isdigit (*entry))
    return read_number (&entry, stop, &number) ? find_object (data, end, number) : NULL;
  return read_string (entry, stop);
}
