/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-picture.h"

#include <math.h>
#include <string.h>

/* What a picture may grow to when it is enlarged or turned, in dots. */
#define MAX_DOTS (24.0 * 1000 * 1000)
/* A tile of the paper, in dots, whose lightest parts say how light the paper is there. */
#define TILE 48
/* Of a tile this share is lighter than what is taken for its paper. */
#define LIGHTER 0.15
/* The red of a seal has at least so much of red, and so much more of it than of green and blue. */
#define SEAL_RED 170
#define SEAL_COLOUR 45

/*< private >
 * pd_picture_new:
 * @width: at least 1
 * @height: at least 1
 *
 * Returns: (transfer full): a white picture
 */
PdPicture *
pd_picture_new (int width, int height)
{
  PdPicture *self = g_new0 (PdPicture, 1);

  g_assert (width > 0 && height > 0);
  self->width = width;
  self->height = height;
  self->grey = g_malloc ((gsize) width * (gsize) height);
  memset (self->grey, 255, (gsize) width * (gsize) height);
  return self;
}

/*< private >
 * pd_picture_free:
 * @self: (transfer full): a picture
 */
void
pd_picture_free (PdPicture *self)
{
  g_free (self->grey);
  g_free (self);
}

/* The red of seals, as much green as blue in it, is as light as paper: only its red part counts. Any other ink is as dark
 * as its darkest part, half: labels may be printed in gold, which is nearly as light as paper otherwise. */
static guchar
shade (guint32 pixel)
{
  int red = (int) (pixel >> 16 & 255), green = (int) (pixel >> 8 & 255), blue = (int) (pixel & 255);
  int redder = red - MAX (green, blue), light = (red * 77 + green * 151 + blue * 28) >> 8;

  if (red > SEAL_RED && redder > SEAL_COLOUR && ABS (green - blue) * 4 < redder)
    return (guchar) red;
  return (guchar) (((red * 3 + light) / 4 + MIN (red, MIN (green, blue))) / 2);
}

/*< private >
 * pd_picture_from_surface:
 * @surface: a picture in whole colours, CAIRO_FORMAT_RGB24
 *
 * Returns: (transfer full) (nullable): its shades of grey, red ink faint; %NULL of another surface
 */
PdPicture *
pd_picture_from_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  const guchar *data;
  gsize stride;
  PdPicture *self;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  if (data == NULL || width < 1 || height < 1 ||
      cairo_image_surface_get_format (surface) != CAIRO_FORMAT_RGB24)
    return NULL;
  self = pd_picture_new (width, height);
  for (int y = 0; y < height; y++)
    {
      const guint32 *row = (const guint32 *) (gconstpointer) (data + stride * (gsize) y);

      for (int x = 0; x < width; x++)
        self->grey[(gsize) y * (gsize) width + (gsize) x] = shade (row[x]);
    }
  return self;
}

/* How light the paper of one tile is. */
static guchar
paper_of (const PdPicture *self, int tx, int ty)
{
  guint counts[256] = { 0 };
  int x1 = MIN ((tx + 1) * TILE, self->width), y1 = MIN ((ty + 1) * TILE, self->height);
  guint n = 0, lighter = 0;
  int level = 255;

  for (int y = ty * TILE; y < y1; y++)
    for (int x = tx * TILE; x < x1; x++, n++)
      counts[self->grey[(gsize) y * (gsize) self->width + (gsize) x]]++;
  while (level > 0 && (lighter += counts[level]) <= n * LIGHTER)
    level--;
  return (guchar) level;
}

/* A tile that is all ink takes the paper of its neighbours: the lightest of the nine. */
static guchar *
paper_tiles (const PdPicture *self, int columns, int rows)
{
  g_autofree guchar *tiles = g_malloc ((gsize) columns * (gsize) rows);
  guchar *spread = g_malloc ((gsize) columns * (gsize) rows);

  for (int ty = 0; ty < rows; ty++)
    for (int tx = 0; tx < columns; tx++)
      tiles[ty * columns + tx] = paper_of (self, tx, ty);
  for (int ty = 0; ty < rows; ty++)
    for (int tx = 0; tx < columns; tx++)
      {
        guchar most = 0;

        for (int y = MAX (ty - 1, 0); y <= MIN (ty + 1, rows - 1); y++)
          for (int x = MAX (tx - 1, 0); x <= MIN (tx + 1, columns - 1); x++)
            most = MAX (most, tiles[y * columns + x]);
        spread[ty * columns + tx] = MAX (most, 40);
      }
  return spread;
}

/*< private >
 * pd_picture_even_out:
 * @self: a picture
 *
 * Makes paper white wherever it lies in shadow, and ink as dark against it as it was.
 */
void
pd_picture_even_out (PdPicture *self)
{
  int columns = (self->width + TILE - 1) / TILE, rows = (self->height + TILE - 1) / TILE;
  g_autofree guchar *tiles = paper_tiles (self, columns, rows);

  for (int y = 0; y < self->height; y++)
    {
      double v = CLAMP ((y + 0.5) / TILE - 0.5, 0, rows - 1);
      int ty = (int) v, below = MIN (ty + 1, rows - 1);

      for (int x = 0; x < self->width; x++)
        {
          double u = CLAMP ((x + 0.5) / TILE - 0.5, 0, columns - 1);
          int tx = (int) u, right = MIN (tx + 1, columns - 1);
          double upper = tiles[ty * columns + tx] * (1 - u + tx) + tiles[ty * columns + right] * (u - tx);
          double lower =
              tiles[below * columns + tx] * (1 - u + tx) + tiles[below * columns + right] * (u - tx);
          guchar *dot = self->grey + (gsize) y * (gsize) self->width + (gsize) x;

          *dot = (guchar) MIN (*dot * 255 / (upper * (1 - v + ty) + lower * (v - ty)), 255);
        }
    }
}

/*< private >
 * pd_picture_halve:
 * @self: a picture of at least 2 × 2 dots
 *
 * Returns: (transfer full): the picture with half the dots each way
 */
PdPicture *
pd_picture_halve (const PdPicture *self)
{
  PdPicture *half = pd_picture_new (self->width / 2, self->height / 2);

  for (int y = 0; y < half->height; y++)
    for (int x = 0; x < half->width; x++)
      {
        const guchar *from = self->grey + (gsize) y * 2 * (gsize) self->width + (gsize) x * 2;

        half->grey[(gsize) y * (gsize) half->width + (gsize) x] =
            (guchar) ((from[0] + from[1] + from[self->width] + from[self->width + 1] + 2) / 4);
      }
  return half;
}

static int
dot_at (const PdPicture *self, int x, int y)
{
  return x < 0 || y < 0 || x >= self->width || y >= self->height
             ? 255
             : self->grey[(gsize) y * (gsize) self->width + (gsize) x];
}

/* The four weights of Catmull and Rom's curve at @t. */
static void
weigh (double t, double *weights)
{
  weights[0] = ((-0.5 * t + 1) * t - 0.5) * t;
  weights[1] = (1.5 * t - 2.5) * t * t + 1;
  weights[2] = ((-1.5 * t + 2) * t + 0.5) * t;
  weights[3] = (0.5 * t - 0.5) * t * t;
}

static guchar
sample (const PdPicture *self, double x, double y)
{
  int left = (int) floor (x), top = (int) floor (y);
  double across[4], down[4], sum = 0;

  if (left < -2 || top < -2 || left > self->width || top > self->height)
    return 255;
  weigh (x - left, across);
  weigh (y - top, down);
  for (int j = 0; j < 4; j++)
    {
      double row = 0;

      for (int i = 0; i < 4; i++)
        row += across[i] * dot_at (self, left - 1 + i, top - 1 + j);
      sum += down[j] * row;
    }
  return (guchar) CLAMP (sum + 0.5, 0, 255);
}

/*< private >
 * pd_picture_turn:
 * @self: a picture
 * @angle: radians by which its lines fall to the right
 * @scale: dots that one becomes
 *
 * Returns: (transfer full): the picture turned so that its lines are level, on white, enlarged as far as 24 million dots
 *   allow
 */
PdPicture *
pd_picture_turn (const PdPicture *self, double angle, double scale)
{
  double c = cos (angle), s = sin (angle);
  double width = fabs (c) * self->width + fabs (s) * self->height;
  double height = fabs (s) * self->width + fabs (c) * self->height;
  double by = MIN (scale, sqrt (MAX_DOTS / (width * height)));
  PdPicture *turned = pd_picture_new (MAX ((int) (width * by), 1), MAX ((int) (height * by), 1));

  for (int y = 0; y < turned->height; y++)
    for (int x = 0; x < turned->width; x++)
      {
        double u = (x + 0.5) / by - width / 2, v = (y + 0.5) / by - height / 2;

        turned->grey[(gsize) y * (gsize) turned->width + (gsize) x] =
            sample (self, c * u - s * v + self->width / 2.0 - 0.5, s * u + c * v + self->height / 2.0 - 0.5);
      }
  return turned;
}
