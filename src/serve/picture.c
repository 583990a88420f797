#include "serve/picture.h"

static uint32_t at(mq_text t, size_t i) { return i < t.n ? (unsigned char)t.p[i] : 0; }
static uint32_t big16(mq_text t, size_t i) { return at(t, i) << 8 | at(t, i + 1); }
static uint32_t big32(mq_text t, size_t i) { return big16(t, i) << 16 | big16(t, i + 2); }
static uint32_t little16(mq_text t, size_t i) { return at(t, i + 1) << 8 | at(t, i); }
static uint32_t little24(mq_text t, size_t i) { return at(t, i + 2) << 16 | little16(t, i); }

static bool read_png(mq_text t, mq_picture *p)
{
	p->media_type = MQ_T("image/png");
	p->width = big32(t, 16);
	p->height = big32(t, 20);
	return t.n >= 33 && mq_text_eq(mq_text_sub(t, 12, 16), MQ_T("IHDR"));
}

static bool read_gif(mq_text t, mq_picture *p)
{
	p->media_type = MQ_T("image/gif");
	p->width = little16(t, 6);
	p->height = little16(t, 8);
	return t.n >= 14;
}

/* from segment to segment to the frame's header: SOF0 to SOF15, without the tables that share its numbers */
static bool read_jpeg(mq_text t, mq_picture *p)
{
	p->media_type = MQ_T("image/jpeg");
	for (size_t i = 2; i + 9 < t.n;) {
		uint32_t mark = at(t, i + 1);
		if (at(t, i) != 0xFF) return false;
		if (mark == 0xFF || mark == 0x01 || (mark >= 0xD0 && mark <= 0xD7)) {
			i += mark == 0xFF ? 1 : 2;
			continue;
		}
		if (mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 && mark != 0xCC) {
			p->height = big16(t, i + 5);
			p->width = big16(t, i + 7);
			return true;
		}
		if (mark == 0xD9 || mark == 0xDA || big16(t, i + 2) < 2) return false;
		i += 2 + big16(t, i + 2);
	}
	return false;
}

static bool read_webp(mq_text t, mq_picture *p)
{
	mq_text chunk = mq_text_sub(t, 12, 16);
	p->media_type = MQ_T("image/webp");
	if (t.n < 30) return false;
	if (mq_text_eq(chunk, MQ_T("VP8 "))) {
		p->width = little16(t, 26) & 0x3FFF;
		p->height = little16(t, 28) & 0x3FFF;
		return true;
	}
	if (mq_text_eq(chunk, MQ_T("VP8L"))) {
		p->width = (little16(t, 21) & 0x3FFF) + 1;
		p->height = ((at(t, 22) >> 6 | at(t, 23) << 2 | at(t, 24) << 10) & 0x3FFF) + 1;
		return true;
	}
	p->width = little24(t, 24) + 1;
	p->height = little24(t, 27) + 1;
	return mq_text_eq(chunk, MQ_T("VP8X"));
}

static bool read_any(mq_text t, mq_picture *p)
{
	if (mq_text_starts(t, MQ_T("\x89PNG\r\n\x1A\n"))) return read_png(t, p);
	if (mq_text_starts(t, MQ_T("GIF87a")) || mq_text_starts(t, MQ_T("GIF89a"))) return read_gif(t, p);
	if (mq_text_starts(t, MQ_T("\xFF\xD8\xFF"))) return read_jpeg(t, p);
	return mq_text_starts(t, MQ_T("RIFF")) && mq_text_eq(mq_text_sub(t, 8, 12), MQ_T("WEBP")) && read_webp(t, p);
}

bool mq_picture_read(mq_text t, mq_picture *p)
{
	memset(p, 0, sizeof *p);
	if (t.n < 12 || !read_any(t, p) || p->width == 0 || p->height == 0) return false;
	return p->width <= MQ_PICTURE_SIDE_MOST && p->height <= MQ_PICTURE_SIDE_MOST &&
	       (uint64_t)p->width * p->height <= MQ_PICTURE_PIXELS_MOST;
}
