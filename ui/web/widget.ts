// <script src="https://centre.example/widget.js" data-site="shop" data-token="…" async></script>
// Opens the customer's page in a frame. It passes on nothing but the site's own token.
;(() => {
  const me = document.currentScript as HTMLScriptElement
  const from = new URL(me.src).origin
  const { site = '', token = '', label = '상담' } = me.dataset
  const button = document.createElement('button')
  button.textContent = label
  button.setAttribute('aria-expanded', 'false')
  button.style.cssText =
    'position:fixed;right:20px;bottom:20px;z-index:2147483000;border:0;border-radius:999px;padding:14px 22px;font:600 16px system-ui,sans-serif;background:#0f5f63;color:#fff;cursor:pointer'
  let frame: HTMLIFrameElement | undefined
  const show = (open: boolean) => {
    if (!frame) {
      frame = document.createElement('iframe')
      frame.title = label
      frame.src = `${from}/c/${encodeURIComponent(site)}${token ? `#token=${encodeURIComponent(token)}` : ''}`
      frame.style.cssText =
        'position:fixed;right:20px;bottom:84px;z-index:2147483000;width:min(400px,calc(100vw - 24px));height:min(680px,calc(100vh - 110px));border:0;border-radius:16px;box-shadow:0 8px 40px #0004;background:Canvas'
      document.body.append(frame)
    }
    frame.hidden = !open
    button.setAttribute('aria-expanded', String(open))
  }
  button.onclick = () => show(!frame || frame.hidden === true)
  // Only our own frame may ask to be closed, and that is all it may ask.
  addEventListener('message', e => {
    if (e.origin === from && e.source === frame?.contentWindow && e.data === 'maru:close') show(false)
  })
  document.body.append(button)
})()
