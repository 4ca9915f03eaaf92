/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <stdint.h>
#include <string.h>

/* After the types that it uses. */
#include <jbig2.h>

/* What the decoder may hold: a page of the largest size has 8 MB, and symbols as much again. */
#define MAX_MEMORY (96 * 1024 * 1024)
/* Room before each piece for its size, aligned as malloc() aligns. */
#define HEAD 16

/* Counts what the decoder holds, since its input says how much it wants. */
typedef struct
{
  Jbig2Allocator allocator;
  gsize used;
} Memory;

static void *
take (Jbig2Allocator *allocator, size_t size)
{
  Memory *memory = (Memory *) allocator;
  guint8 *piece;

  if (size > MAX_MEMORY || memory->used + size > MAX_MEMORY)
    return NULL;
  piece = g_try_malloc0 (size + HEAD);
  if (piece == NULL)
    return NULL;
  memcpy (piece, &size, sizeof size);
  memory->used += size;
  return piece + HEAD;
}

static void
give_back (Jbig2Allocator *allocator, void *piece)
{
  Memory *memory = (Memory *) allocator;
  size_t size;

  if (piece == NULL)
    return;
  memcpy (&size, (guint8 *) piece - HEAD, sizeof size);
  memory->used -= size;
  g_free ((guint8 *) piece - HEAD);
}

static void *
resize (Jbig2Allocator *allocator, void *piece, size_t size)
{
  void *larger;
  size_t old = 0;

  if (piece != NULL)
    memcpy (&old, (guint8 *) piece - HEAD, sizeof old);
  if (size == 0)
    {
      give_back (allocator, piece);
      return NULL;
    }
  larger = take (allocator, size);
  if (larger == NULL)
    return NULL;
  if (piece != NULL)
    memcpy (larger, piece, MIN (old, size));
  give_back (allocator, piece);
  return larger;
}

static void
say_nothing (void *data, const char *message, Jbig2Severity severity, uint32_t segment)
{
}

static PdOfdPicture *
copy_page (const Jbig2Image *page, GError **error)
{
  PdOfdPicture *picture;
  guint8 *pixels;
  int stride;

  if (!pd_ofd_picture_is_fit (page->width, page->height, error))
    return NULL;
  picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) page->width, (int) page->height);
  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (picture);
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  pixels = cairo_image_surface_get_data (picture);
  stride = cairo_image_surface_get_stride (picture);
  for (guint32 y = 0; y < page->height; y++)
    {
      const guint8 *row = page->data + (gsize) y * page->stride;
      guint32 *dots = (guint32 *) (gpointer) (pixels + (gsize) y * (gsize) stride);

      for (guint32 x = 0; x < page->width; x++)
        dots[x] = (row[x / 8] >> (7 - x % 8) & 1) != 0 ? 0x000000 : 0xFFFFFF;
    }
  cairo_surface_mark_dirty (picture);
  return picture;
}

PdOfdPicture *
pd_ofd_picture_new_jbig2 (GBytes *bytes, GError **error)
{
  Memory memory = { { take, give_back, resize }, 0 };
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean is_file = size > 8 && data[0] == 0x97;
  Jbig2Ctx *context =
      jbig2_ctx_new (&memory.allocator, is_file ? 0 : JBIG2_OPTIONS_EMBEDDED, NULL, say_nothing, NULL);
  Jbig2Image *page = NULL;
  PdOfdPicture *picture = NULL;

  if (context != NULL && jbig2_data_in (context, data, size) >= 0)
    {
      page = jbig2_page_out (context);
      if (page == NULL && jbig2_complete_page (context) >= 0)
        page = jbig2_page_out (context);
    }
  if (page != NULL)
    {
      picture = copy_page (page, error);
      jbig2_release_page (context, page);
    }
  else
    pd_ofd_picture_set_damaged (error);
  if (context != NULL)
    jbig2_ctx_free (context);
  return picture;
}
