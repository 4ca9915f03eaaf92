/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-read-invoice.h"

#include <string.h>

/* What a file begins with says what it is; its name says nothing. */
static const struct
{
  const char *format;
  const char *magic;
  gsize length;
} magics[] = {
  { "ofd", "PK\x03\x04", 4 },     { "image", "\x89PNG\r\n\x1a\n", 8 },
  { "image", "\xff\xd8\xff", 3 }, { "image", "BM", 2 },
  { "image", "GIF8", 4 },         { "image", "II*\0", 4 },
  { "image", "MM\0*", 4 },        { "image", "RIFF", 4 },
};

/* The head of a PDF may stand anywhere in the first kilobyte. */
static gboolean
is_pdf (const char *data, gsize size)
{
  return memmem (data, MIN (size, 1024), "%PDF-", 5) != NULL;
}

/* Text in UTF-8, UTF-16 or an older code whose first sign is "<". */
static gboolean
is_xml (const char *data, gsize size)
{
  for (gsize i = 0; i < MIN (size, 64); i++)
    {
      guchar byte = (guchar) data[i];

      if (byte == '<')
        return TRUE;
      if (byte != 0xEF && byte != 0xBB && byte != 0xBF && byte != 0xFE && byte != 0xFF && byte != 0 &&
          !g_ascii_isspace (byte))
        return FALSE;
    }
  return FALSE;
}

/**
 * pd_read_format:
 * @bytes: a file
 *
 * Returns: (transfer none) (nullable): "pdf", "ofd", "xml" or "image" by what the file begins with
 */
const char *
pd_read_format (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (data == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (size >= magics[i].length && memcmp (data, magics[i].magic, magics[i].length) == 0)
      return magics[i].format;
  if (is_pdf (data, size))
    return "pdf";
  return is_xml (data, size) ? "xml" : NULL;
}
