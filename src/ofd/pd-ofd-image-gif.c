/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <gif_lib.h>
#include <string.h>

/* What of the file has not been read. */
typedef struct
{
  const guint8 *at;
  gsize left;
} Source;

static int
read_source (GifFileType *gif, GifByteType *data, int length)
{
  Source *source = gif->UserData;
  gsize size = MIN ((gsize) length, source->left);

  memcpy (data, source->at, size);
  source->at += size;
  source->left -= size;
  return (int) size;
}

static void
close_gif (GifFileType *gif)
{
  DGifCloseFile (gif, NULL);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GifFileType, close_gif)

/* Of what stands before a picture only which colour shows what is under it; -1: none. */
static gboolean
take_extension (GifFileType *gif, int *transparent)
{
  GraphicsControlBlock control;
  GifByteType *block = NULL;
  int code = 0;

  if (DGifGetExtension (gif, &code, &block) != GIF_OK)
    return FALSE;
  /* A block begins with its length. */
  if (code == GRAPHICS_EXT_FUNC_CODE && block != NULL &&
      DGifExtensionToGCB (block[0], block + 1, &control) == GIF_OK)
    *transparent = control.TransparentColor;
  while (block != NULL)
    if (DGifGetExtensionNext (gif, &block) != GIF_OK)
      return FALSE;
  return TRUE;
}

static gboolean
find_frame (GifFileType *gif, int *transparent)
{
  GifRecordType kind = UNDEFINED_RECORD_TYPE;

  while (DGifGetRecordType (gif, &kind) == GIF_OK)
    if (kind == IMAGE_DESC_RECORD_TYPE)
      return DGifGetImageDesc (gif) == GIF_OK;
    else if (kind != EXTENSION_RECORD_TYPE || !take_extension (gif, transparent))
      return FALSE;
  return FALSE;
}

/* Interlaced lines come in four passes. */
static int
line_of (const GifImageDesc *frame, int i)
{
  static const struct
  {
    int first, step;
  } passes[] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } };

  for (gsize pass = 0; frame->Interlace && pass < G_N_ELEMENTS (passes); pass++)
    {
      int n = frame->Height > passes[pass].first
                  ? (frame->Height - passes[pass].first - 1) / passes[pass].step + 1
                  : 0;

      if (i < n)
        return passes[pass].first + i * passes[pass].step;
      i -= n;
    }
  return i;
}

/* The frame stands somewhere on the ground of the file, and may reach over its edge. */
static void
paint_line (PdOfdPicture *picture, const GifFileType *gif, int transparent, const guint8 *line, int y)
{
  const ColorMapObject *colors = gif->Image.ColorMap != NULL ? gif->Image.ColorMap : gif->SColorMap;
  guint32 *dots = (guint32 *) (gpointer) (cairo_image_surface_get_data (picture) +
                                          (gsize) y * (gsize) cairo_image_surface_get_stride (picture));
  int width = MIN (gif->Image.Width, cairo_image_surface_get_width (picture) - gif->Image.Left);

  for (int x = 0; x < width; x++)
    if (line[x] != transparent && line[x] < colors->ColorCount)
      {
        const GifColorType *color = &colors->Colors[line[x]];

        dots[gif->Image.Left + x] =
            0xFFu << 24 | (guint32) color->Red << 16 | (guint32) color->Green << 8 | color->Blue;
      }
}

static gboolean
paint_frame (PdOfdPicture *picture, GifFileType *gif, int transparent, GError **error)
{
  const GifImageDesc *frame = &gif->Image;
  g_autofree guint8 *line = NULL;

  if (!pd_ofd_picture_is_fit (frame->Width, frame->Height, error))
    return FALSE;
  if (frame->ColorMap == NULL && gif->SColorMap == NULL)
    return pd_ofd_picture_set_damaged (error);
  line = g_malloc ((gsize) frame->Width);
  cairo_surface_flush (picture);
  for (int i = 0; i < frame->Height; i++)
    {
      int y = frame->Top + line_of (frame, i);

      if (DGifGetLine (gif, line, frame->Width) != GIF_OK)
        return pd_ofd_picture_set_damaged (error);
      if (y < cairo_image_surface_get_height (picture))
        paint_line (picture, gif, transparent, line, y);
    }
  cairo_surface_mark_dirty (picture);
  return TRUE;
}

/*< private >
 * pd_ofd_picture_new_gif:
 *
 * Returns: (transfer full) (nullable): the first picture of a GIF, the form that many seals have; others make it move
 */
PdOfdPicture *
pd_ofd_picture_new_gif (GBytes *bytes, GError **error)
{
  Source source;
  g_autoptr (GifFileType) gif = NULL;
  g_autoptr (PdOfdPicture) picture = NULL;
  int transparent = NO_TRANSPARENT_COLOR;

  source.at = g_bytes_get_data (bytes, &source.left);
  gif = DGifOpen (&source, read_source, NULL);
  if (gif == NULL)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  if (!pd_ofd_picture_is_fit (gif->SWidth, gif->SHeight, error))
    return NULL;
  picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gif->SWidth, gif->SHeight);
  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS || !find_frame (gif, &transparent))
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  return paint_frame (picture, gif, transparent, error) ? g_steal_pointer (&picture) : NULL;
}
