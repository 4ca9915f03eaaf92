/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <string.h>

#define SIGNATURE 8
/* Around the content of each chunk: length and name before it, a sum behind it. */
#define CHUNK_HEAD 8
#define CHUNK_FRAME 12

/* A chunk of the file, whole. */
typedef struct
{
  const guint8 *name, *content;
  gsize size; /* of the content */
} Chunk;

/* What of the file has not been read. */
typedef struct
{
  const guint8 *at;
  gsize left;
} Source;

static guint32
big_endian (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static void
start (Source *source, GBytes *bytes)
{
  source->at = g_bytes_get_data (bytes, &source->left);
  source->at += SIGNATURE;
  source->left -= SIGNATURE;
}

static gboolean
take_chunk (Source *source, Chunk *chunk)
{
  if (source->left < CHUNK_FRAME || big_endian (source->at) > source->left - CHUNK_FRAME)
    return FALSE;
  chunk->size = big_endian (source->at);
  chunk->name = source->at + 4;
  chunk->content = source->at + CHUNK_HEAD;
  source->at += chunk->size + CHUNK_FRAME;
  source->left -= chunk->size + CHUNK_FRAME;
  return TRUE;
}

static gboolean
is_chunk (const Chunk *chunk, const char *name)
{
  return memcmp (chunk->name, name, 4) == 0;
}

/* The file without all that dots do not need: the library takes memory by the length that a chunk says it has, and
 * unpacks texts and profiles that nobody looks at. Returns: (nullable): %NULL where a chunk or the end is missing */
static GByteArray *
take_needed (GBytes *bytes)
{
  static const char *const needed[] = { "IHDR", "PLTE", "tRNS", "IDAT", "IEND" };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  Source source;
  Chunk chunk;

  start (&source, bytes);
  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), SIGNATURE);
  while (take_chunk (&source, &chunk))
    for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
      if (is_chunk (&chunk, needed[i]))
        {
          g_byte_array_append (out, chunk.content - CHUNK_HEAD, (guint) (chunk.size + CHUNK_FRAME));
          if (is_chunk (&chunk, "IEND"))
            return g_steal_pointer (&out);
        }
  return NULL;
}

static cairo_status_t
read_source (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (source->left < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->at, length);
  source->at += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/*< private >
 * pd_ofd_picture_new_png:
 * @bytes: what begins as a PNG does
 *
 * Returns: (transfer full) (nullable): the picture
 */
PdOfdPicture *
pd_ofd_picture_new_png (GBytes *bytes, GError **error)
{
  g_autoptr (GByteArray) needed = NULL;
  g_autoptr (PdOfdPicture) picture = NULL;
  Source source;
  Chunk head;

  start (&source, bytes);
  if (!take_chunk (&source, &head) || !is_chunk (&head, "IHDR") || head.size < 8)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  if (!pd_ofd_picture_is_fit (big_endian (head.content), big_endian (head.content + 4), error))
    return NULL;
  needed = take_needed (bytes);
  if (needed == NULL)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  source = (Source){ needed->data, needed->len };
  picture = cairo_image_surface_create_from_png_stream (read_source, &source);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    return g_steal_pointer (&picture);
  pd_ofd_picture_set_damaged (error);
  return NULL;
}

/*< private >
 * pd_ofd_picture_get_png_facts:
 * @bytes: what begins as a PNG does
 * @facts: (out caller-allocates): the resolution, which is a chunk before the dots
 */
void
pd_ofd_picture_get_png_facts (GBytes *bytes, PdOfdPictureFacts *facts)
{
  Source source;
  Chunk chunk;

  start (&source, bytes);
  while (take_chunk (&source, &chunk) && !is_chunk (&chunk, "IDAT"))
    /* in dots a metre */
    if (is_chunk (&chunk, "pHYs") && chunk.size == 9 && chunk.content[8] == 1)
      facts->dpi = big_endian (chunk.content) * 0.0254;
}
