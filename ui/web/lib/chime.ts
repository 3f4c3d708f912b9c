/** One short, soft sound; silent where the browser has not been touched yet. */
export function chime() {
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const level = audio.createGain()
  tone.frequency.value = 660
  level.gain.setValueAtTime(0.12, audio.currentTime)
  level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4)
  tone.connect(level).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + 0.4)
  tone.onended = () => void audio.close()
}
